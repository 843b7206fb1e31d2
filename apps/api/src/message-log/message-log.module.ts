import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StationsModule } from '../stations/stations.module.js';
import { MessageLog } from './message-log.js';
import { MessageEntity } from './message.entity.js';
import { MessagesController } from './messages.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([MessageEntity]), StationsModule],
  controllers: [MessagesController],
  providers: [MessageLog],
  exports: [MessageLog],
})
export class MessageLogModule {}
