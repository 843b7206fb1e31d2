import { Module } from '@nestjs/common';
import { StationsModule } from '../stations/stations.module.js';
import { CommandEffects } from './command-effects.js';
import { StationStateController } from './station-state.controller.js';

@Module({
  imports: [StationsModule],
  controllers: [StationStateController],
  providers: [CommandEffects],
  exports: [CommandEffects],
})
export class StationStateModule {}
