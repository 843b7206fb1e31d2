import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommandEntity } from '../commands/command.entity.js';
import { StationsModule } from '../stations/stations.module.js';
import { recordEntities } from './record.entities.js';
import { StationRecordExportsController } from './station-record-exports.controller.js';
import { StationRecordsController } from './station-records.controller.js';
import { StationRecordsService } from './station-records.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([...recordEntities, CommandEntity]), StationsModule],
  controllers: [StationRecordsController, StationRecordExportsController],
  providers: [StationRecordsService],
  exports: [StationRecordsService],
})
export class StationRecordsModule {}
