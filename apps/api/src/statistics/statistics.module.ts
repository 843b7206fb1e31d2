import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StatusHistoryEntity } from '../station-records/record.entities.js';
import { TransactionEntity } from '../transactions/transaction.entity.js';
import { StatisticsController } from './statistics.controller.js';
import { StatisticsService } from './statistics.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([TransactionEntity, StatusHistoryEntity])],
  controllers: [StatisticsController],
  providers: [StatisticsService],
})
export class StatisticsModule {}
