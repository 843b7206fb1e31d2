import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { StationEntity } from '../stations/station.entity.js';
import { MeterValueEntity } from './meter-value.entity.js';
import { MeterValuesService } from './meter-values.service.js';
import { OrphanMessageEntity } from './orphan-message.entity.js';
import { StationMeterValuesController } from './station-meter-values.controller.js';
import { TransactionEntity } from './transaction.entity.js';
import { TransactionExportsController } from './transaction-exports.controller.js';
import { TransactionsController } from './transactions.controller.js';
import { TransactionsService } from './transactions.service.js';

@Module({
  imports: [
    AuditModule,
    TypeOrmModule.forFeature([StationEntity, TransactionEntity, MeterValueEntity, OrphanMessageEntity]),
  ],
  controllers: [TransactionsController, TransactionExportsController, StationMeterValuesController],
  providers: [TransactionsService, MeterValuesService],
  exports: [TransactionsService, MeterValuesService],
})
export class TransactionsModule {}
