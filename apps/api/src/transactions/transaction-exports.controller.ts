import { Controller, Get, Param, Query } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { csvFile } from '../http/csv.js';
import { notFound } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import type { MeterValueEntity } from './meter-value.entity.js';
import { MeterValuesService } from './meter-values.service.js';
import { toMeterValue, toTransaction, TransactionFilterQuery } from './transaction.dto.js';
import type { TransactionEntity } from './transaction.entity.js';
import { TransactionsService } from './transactions.service.js';

const ROWS_PER_READ = 1000;

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

const csvSchema = { schema: { type: 'string' } } as const;

@ApiTags('transactions')
@ApiProduces('text/csv')
@Controller()
export class TransactionExportsController {
  constructor(
    private readonly transactions: TransactionsService,
    private readonly meterValues: MeterValuesService,
  ) {}

  @Get('transactions.csv')
  @ApiOperation({
    operationId: 'exportTransactions',
    summary: 'All transactions of a filter, the newest first, as CSV',
  })
  @ApiOkResponse({ content: { 'text/csv': csvSchema }, description: 'A header line, then a line for each' })
  @Problems(400)
  exportTransactions(@Query() filter: TransactionFilterQuery): StreamableFile {
    return csvFile<TransactionEntity>(
      'transactions.csv',
      TRANSACTION_COLUMNS,
      (last) => this.transactions.list(filter, last?.id, ROWS_PER_READ),
      (row) => {
        const transaction = toTransaction(row);
        return TRANSACTION_COLUMNS.map((column) => transaction[column]);
      },
    );
  }

  @Get('transactions/:transactionId/meter-values.csv')
  @ApiOperation({ operationId: 'exportMeterValues', summary: 'All meter values of a transaction as CSV' })
  @ApiParam({ name: 'transactionId', schema: { type: 'integer' } })
  @ApiOkResponse({ content: { 'text/csv': csvSchema }, description: 'A header line, then a line for each' })
  @Problems(404)
  async exportMeterValues(@Param('transactionId') id: string): Promise<StreamableFile> {
    const transaction = /^\d{1,10}$/.test(id) ? await this.transactions.find(Number(id)) : null;
    if (transaction === null) throw notFound(`Transaction ${id}`);
    return csvFile<MeterValueEntity>(
      `transaction-${transaction.id}-meter-values.csv`,
      METER_VALUE_COLUMNS,
      (last) => this.meterValues.list(transaction.id, last?.id ?? 0, ROWS_PER_READ, {}),
      (row) => {
        const value = toMeterValue(row);
        return METER_VALUE_COLUMNS.map((column) => value[column]);
      },
    );
  }
}
