import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StationsModule } from '../stations/stations.module.js';
import { DeviationEntity } from './deviation.entity.js';
import { DeviationsController } from './deviations.controller.js';
import { DeviationsService } from './deviations.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([DeviationEntity]), StationsModule],
  controllers: [DeviationsController],
  providers: [DeviationsService],
  exports: [DeviationsService],
})
export class DeviationsModule {}
