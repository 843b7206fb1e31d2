import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { StationSecretsModule } from '../station-secrets/station-secrets.module.js';
import { StationAdmission } from './station-admission.js';

@Module({
  imports: [AuthModule, StationSecretsModule],
  providers: [StationAdmission],
  exports: [StationAdmission],
})
export class StationAdmissionModule {}
