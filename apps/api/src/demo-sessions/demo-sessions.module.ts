import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DeviationsModule } from '../deviations/deviations.module.js';
import { IdTokensModule } from '../id-tokens/id-tokens.module.js';
import { MessageLogModule } from '../message-log/message-log.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { DemoSessionEntity } from './demo-session.entity.js';
import { DemoSessionsController } from './demo-sessions.controller.js';
import { DemoSessionsService } from './demo-sessions.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([DemoSessionEntity]),
    StationsModule,
    IdTokensModule,
    MessageLogModule,
    DeviationsModule,
  ],
  controllers: [DemoSessionsController],
  providers: [DemoSessionsService],
})
export class DemoSessionsModule {}
