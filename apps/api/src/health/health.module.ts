import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { OcppModule } from '../ocpp/ocpp.module.js';
import { HealthController } from './health.controller.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), OcppModule],
  controllers: [HealthController],
})
export class HealthModule {}
