import { Controller, Get, Param, Query } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { newestFirstCsv } from '../database/newest-first.js';
import { Csv, csvFile, ROWS_PER_READ } from '../http/csv.js';
import { notFound } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { MeterValuesService } from './meter-values.service.js';
import { OrphanMessageEntity } from './orphan-message.entity.js';
import { positionOf } from './stored-samples.js';
import type { StoredSample } from './stored-samples.js';
import type { MeterValue, Transaction } from './transaction.dto.js';
import {
  MeterValueFilter,
  orphanMessages,
  OrphanMessageFilter,
  toMeterValue,
  toTransaction,
  TransactionFilterQuery,
} from './transaction.dto.js';
import type { TransactionEntity } from './transaction.entity.js';
import { TransactionsService } from './transactions.service.js';

const TRANSACTION_COLUMNS = [
  'id',
  'stationId',
  'connectorId',
  'state',
  'idTag',
  'idTagStatus',
  'meterStartWh',
  'meterStopWh',
  'energyWh',
  'startedAt',
  'startReceivedAt',
  'stoppedAt',
  'stopReceivedAt',
  'stopReason',
  'stopIdTag',
  'reservationId',
  'closedByHandAt',
] as const;

const METER_VALUE_COLUMNS = [
  'sampledAt',
  'receivedAt',
  'measurand',
  'phase',
  'location',
  'context',
  'unit',
  'value',
  'number',
] as const;

@ApiTags('transactions')
@Controller()
export class TransactionExportsController {
  constructor(
    private readonly transactions: TransactionsService,
    private readonly meterValues: MeterValuesService,
    @InjectRepository(OrphanMessageEntity) private readonly orphans: Repository<OrphanMessageEntity>,
  ) {}

  @Get('transactions.csv')
  @Csv('exportTransactions', 'All transactions of a filter, the newest first')
  @Problems(400)
  exportTransactions(@Query() filter: TransactionFilterQuery): StreamableFile {
    return csvFile<TransactionEntity, Transaction>(
      'transactions.csv',
      TRANSACTION_COLUMNS,
      (last) => this.transactions.list(filter, last?.id, ROWS_PER_READ),
      toTransaction,
    );
  }

  @Get('transactions/:transactionId/meter-values.csv')
  @Csv('exportMeterValues', "A transaction's meter values, by the station's clock")
  @ApiParam({ name: 'transactionId', schema: { type: 'integer' } })
  @Problems(400, 404)
  async exportMeterValues(
    @Param('transactionId') id: string,
    @Query() filter: MeterValueFilter,
  ): Promise<StreamableFile> {
    const transaction = /^\d{1,10}$/.test(id) ? await this.transactions.find(Number(id)) : null;
    if (transaction === null) throw notFound(`Transaction ${id}`);
    return csvFile<StoredSample, MeterValue>(
      `transaction-${transaction.id}-meter-values.csv`,
      METER_VALUE_COLUMNS,
      (last) => this.meterValues.list(transaction.id, last && positionOf(last), ROWS_PER_READ, filter),
      toMeterValue,
    );
  }

  @Get('orphan-messages.csv')
  @Csv('exportOrphanMessages', 'Messages that were answered but fit nothing, the newest first')
  @Problems(400)
  exportOrphanMessages(@Query() { from, to, ...where }: OrphanMessageFilter): StreamableFile {
    const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    return newestFirstCsv('orphan-messages.csv', this.orphans, { where, range }, orphanMessages);
  }
}
