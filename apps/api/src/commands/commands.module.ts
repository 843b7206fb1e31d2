import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConnectionsModule } from '../ocpp/connections.module.js';
import { StationStateModule } from '../station-state/station-state.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { CommandEntity } from './command.entity.js';
import { CommandLists } from './command-lists.js';
import { CommandsController } from './commands.controller.js';
import { CommandsService } from './commands.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([CommandEntity]), ConnectionsModule, StationsModule, StationStateModule],
  controllers: [CommandsController],
  providers: [CommandsService, CommandLists],
})
export class CommandsModule {}
