import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConnectorEntity } from './connector.entity.js';
import { StationEntity } from './station.entity.js';
import { StationExportsController } from './station-exports.controller.js';
import { StationsController } from './stations.controller.js';
import { StationsService } from './stations.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([StationEntity, ConnectorEntity])],
  controllers: [StationsController, StationExportsController],
  providers: [StationsService],
  exports: [StationsService],
})
export class StationsModule {}
