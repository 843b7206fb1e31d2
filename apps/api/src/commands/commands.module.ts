import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StationStateModule } from '../station-state/station-state.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { CommandDelivery } from './command-delivery.js';
import { CommandEnds } from './command-ends.js';
import { CommandEntity } from './command.entity.js';
import { CommandLists } from './command-lists.js';
import { CommandsController } from './commands.controller.js';
import { CommandsService } from './commands.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([CommandEntity]), StationsModule, StationStateModule],
  controllers: [CommandsController],
  providers: [CommandsService, CommandDelivery, CommandEnds, CommandLists],
})
export class CommandsModule {}
