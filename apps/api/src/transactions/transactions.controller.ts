import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { AuditEntryEntity } from '../audit/audit-entry.entity.js';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { numberCursor, pageOf, textCursor } from '../http/pagination.js';
import { LiveEvents } from '../events/live-events.js';
import { CurrentPrincipal } from '../auth/access.js';
import type { Principal } from '../auth/principal.js';
import { notFound, ProblemException } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { newestFirst } from '../database/newest-first.js';
import { MeterValuesService } from './meter-values.service.js';
import { OrphanMessageEntity } from './orphan-message.entity.js';
import { positionOf } from './stored-samples.js';
import {
  MeterValuePage,
  MeterValueQuery,
  MeterValueSeries,
  SeriesQuery,
  TransactionClosing,
  OrphanMessagePage,
  OrphanMessageQuery,
  orphanMessages,
  toMeterValue,
  toTransaction,
  Transaction,
  TransactionPage,
  TransactionQuery,
} from './transaction.dto.js';
import type { TransactionEntity } from './transaction.entity.js';
import { TransactionsService } from './transactions.service.js';

@ApiTags('transactions')
@Controller()
export class TransactionsController {
  constructor(
    private readonly transactions: TransactionsService,
    private readonly meterValues: MeterValuesService,
    private readonly events: LiveEvents,
    @InjectRepository(OrphanMessageEntity) private readonly orphans: Repository<OrphanMessageEntity>,
    @InjectRepository(AuditEntryEntity) private readonly audit: Repository<AuditEntryEntity>,
  ) {}

  @Get('transactions')
  @ApiOperation({ operationId: 'listTransactions', summary: 'Transactions, the newest first' })
  @ApiOkResponse({ type: TransactionPage })
  @Problems(400)
  async list(@Query() { limit, cursor, ...filter }: TransactionQuery): Promise<TransactionPage> {
    const rows = await this.transactions.list(filter, numberCursor(cursor), limit + 1);
    const { page, nextCursor } = pageOf(rows, limit, ({ id }) => id);
    return { items: page.map(toTransaction), nextCursor };
  }

  @Get('transactions/:transactionId')
  @ApiOperation({ operationId: 'getTransaction', summary: 'One transaction' })
  @ApiParam({ name: 'transactionId', schema: { type: 'integer' } })
  @ApiOkResponse({ type: Transaction })
  @Problems(404)
  async read(@Param('transactionId') transactionId: string): Promise<Transaction> {
    return toTransaction(await this.existing(transactionId));
  }

  @Get('transactions/:transactionId/meter-values')
  @ApiOperation({ operationId: 'listMeterValues', summary: "A transaction's meter values, by the station's clock" })
  @ApiParam({ name: 'transactionId', schema: { type: 'integer' } })
  @ApiOkResponse({ type: MeterValuePage })
  @Problems(400, 404)
  async listMeterValues(
    @Param('transactionId') transactionId: string,
    @Query() { limit, cursor, ...filter }: MeterValueQuery,
  ): Promise<MeterValuePage> {
    const { id } = await this.existing(transactionId);
    const rows = await this.meterValues.list(id, textCursor(cursor), limit + 1, filter);
    const { page, nextCursor } = pageOf(rows, limit, positionOf);
    return { items: page.map(toMeterValue), nextCursor };
  }

  @Get('transactions/:transactionId/meter-values/series')
  @ApiOperation({
    operationId: 'getMeterValueSeries',
    summary: 'One measurand of a transaction, thinned out for a chart',
  })
  @ApiParam({ name: 'transactionId', schema: { type: 'integer' } })
  @ApiOkResponse({ type: MeterValueSeries })
  @Problems(400, 404)
  async readSeries(
    @Param('transactionId') transactionId: string,
    @Query() { points, phase, ...filter }: SeriesQuery,
  ): Promise<MeterValueSeries> {
    const { id } = await this.existing(transactionId);
    const series = await this.meterValues.series(id, { ...filter, phase: phase ?? null }, points);
    return { points: series.map((point) => ({ ...point, from: point.from.toISOString() })) };
  }

  @Post('transactions/:transactionId/close')
  @HttpCode(200)
  @ApiOperation({ operationId: 'closeTransaction', summary: 'Close a transaction whose stop was lost, by hand' })
  @ApiParam({ name: 'transactionId', schema: { type: 'integer' } })
  @ApiOkResponse({ type: Transaction })
  @Problems(400, 404, 409)
  async close(
    @Param('transactionId') transactionId: string,
    @Body() { reason, meterStopWh }: TransactionClosing,
    @CurrentPrincipal() { name: actor }: Principal,
  ): Promise<Transaction> {
    const { id } = await this.existing(transactionId);
    const now = new Date();
    // The audit first: nothing is closed that nobody can account for.
    const entry = { actor, action: 'closeTransaction', subject: `transactions/${id}`, receivedAt: now };
    const { identifiers } = await this.audit.insert({ ...entry, detail: { reason, meterStopWh: meterStopWh ?? null } });
    if (await this.transactions.closeByHand(id, meterStopWh, now)) {
      const closed = toTransaction(await this.existing(transactionId));
      const event = { transactionId: id, meterStopWh: closed.meterStopWh, stopReason: closed.stopReason };
      this.events.publish('transaction', closed.stationId, { state: 'stopped', ...event });
      return closed;
    }
    await this.audit.delete({ id: (identifiers[0] as { id: number }).id });
    throw new ProblemException(409, `Transaction ${id} has stopped already`);
  }

  @Get('orphan-messages')
  @ApiOperation({
    operationId: 'listOrphanMessages',
    summary: 'Messages that were answered but fit nothing, the newest first',
  })
  @ApiOkResponse({ type: OrphanMessagePage })
  @Problems(400)
  listOrphans(@Query() { stationId, action, ...query }: OrphanMessageQuery): Promise<OrphanMessagePage> {
    const where = { ...(stationId === undefined ? {} : { stationId }), ...(action === undefined ? {} : { action }) };
    return newestFirst(this.orphans, where, query, orphanMessages);
  }

  private async existing(id: string): Promise<TransactionEntity> {
    const row = /^\d{1,10}$/.test(id) ? await this.transactions.read(Number(id)) : null;
    if (row === null) throw notFound(`Transaction ${id}`);
    return row;
  }
}
