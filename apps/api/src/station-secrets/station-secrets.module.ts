import { Module } from '@nestjs/common';
import { StationsModule } from '../stations/stations.module.js';
import { StationSecretsController } from './station-secrets.controller.js';
import { StationSecretsService } from './station-secrets.service.js';

@Module({
  imports: [StationsModule],
  controllers: [StationSecretsController],
  providers: [StationSecretsService],
  exports: [StationSecretsService],
})
export class StationSecretsModule {}
