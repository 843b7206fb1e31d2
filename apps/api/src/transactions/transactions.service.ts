// Starts, stops and what fits neither. What stations wait for is written in batches; the rest are single statements and
// unique keys, no database transactions: SQLite has one connection, on which statements of different stations would mingle.
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, LessThan, Not, Repository } from 'typeorm';
import type { FindOptionsWhere } from 'typeorm';
import { BatchedReads } from '../database/batched-reads.js';
import { BatchedWrites } from '../database/batched-writes.js';
import { timeRange } from '../database/newest-first.js';
import { rowsByKey } from '../database/rows-by-key.js';
import { idTagKey } from '../id-tokens/id-token.entity.js';
import { MeterValuesService } from './meter-values.service.js';
import { OrphanMessageEntity } from './orphan-message.entity.js';
import { latestReadings } from './latest-readings.js';
import type { Sample } from './sample.js';
import { TransactionEntity } from './transaction.entity.js';
import { TransactionOwners } from './transaction-owners.js';
import { transactionStarts, transactionStops } from './transaction-writes.js';

export type Start = Pick<
  TransactionEntity,
  | 'stationId'
  | 'connectorId'
  | 'idTag'
  | 'idTagStatus'
  | 'meterStartWh'
  | 'startedAt'
  | 'startReceivedAt'
  | 'reservationId'
>;

export interface Stop {
  stationId: string;
  transactionId: number;
  meterStopWh: number;
  stoppedAt: Date;
  stopReceivedAt: Date;
  stopReason: string;
  stopIdTag: string | null;
  /** The transactionData of the message. */
  samples: Sample[];
}

export type StopOutcome =
  | { kind: 'stopped' }
  /** The same message once more, under whatever message id. */
  | { kind: 'resent' }
  | { kind: 'keptAside'; reason: string };

export interface TransactionFilter {
  stationId?: string;
  idTag?: string;
  /** Bounds of the start, ISO 8601. */
  from?: string;
  to?: string;
  state?: 'active' | 'stopped';
}

@Injectable()
export class TransactionsService {
  @Inject(BatchedWrites) private readonly writes: BatchedWrites;
  /** Whose transactions are: that never changes. */
  private readonly owners = new TransactionOwners();

  private readonly byId = new BatchedReads(
    (ids: number[]) => rowsByKey(this.rows, 'id', ids),
    ({ id }) => id,
  );

  constructor(
    @InjectRepository(TransactionEntity) private readonly rows: Repository<TransactionEntity>,
    @InjectRepository(OrphanMessageEntity) private readonly orphans: Repository<OrphanMessageEntity>,
    private readonly meterValues: MeterValuesService,
  ) {}

  /** Stores a start; a resent start has the transaction id that it got the first time. */
  async start(start: Start): Promise<{ transactionId: number; isNew: boolean }> {
    const stored = await this.writes.write(transactionStarts, { ...start, idTagKey: idTagKey(start.idTag) });
    this.owners.remember(stored.transactionId, start.stationId);
    return stored;
  }

  /**
   * Whether this tag runs `limit` transactions besides this one. Asked after the start is stored, and only about older
   * ones: of two starts at the same moment exactly one is too many. What is still open on the connector itself lost its
   * stop, and counts no more: a connector has one transaction.
   */
  async reachesLimit(id: number, { stationId, connectorId, idTag }: Start, limit: number): Promise<boolean> {
    const [sql, parameters] = this.rows
      .createQueryBuilder('other')
      .select('COUNT(*)', 'count')
      .where({ idTagKey: idTagKey(idTag), stoppedAt: IsNull(), id: LessThan(id), idTagStatus: 'Accepted' })
      .andWhere('NOT (other.stationId = :stationId AND other.connectorId = :connectorId)', { stationId, connectorId })
      .getQueryAndParameters();
    // An older start may have its id, but not be committed yet: a locking read waits for it.
    const lock = this.rows.manager.dataSource.options.type === 'mariadb' ? ' LOCK IN SHARE MODE' : '';
    const [row] = await this.rows.query<{ count: number | string }[]>(`${sql}${lock}`, parameters);
    return Number(row?.count) >= limit;
  }

  /** What the station is told about the tag of a transaction, where it is not what was stored at the start. */
  async recordVerdict(id: number, idTagStatus: string): Promise<void> {
    await this.rows.update({ id }, { idTagStatus });
  }

  async stop(stop: Stop): Promise<StopOutcome> {
    const { stationId, transactionId, samples, ...values } = stop;
    const row = await this.find(transactionId, stationId);
    if (row === null) {
      return { kind: 'keptAside', reason: `Transaction ${transactionId} is not known for this station` };
    }
    // A person may have closed it meanwhile: what the station says is the truth.
    if (row.stopReceivedAt !== null && row.stoppedAt !== null) {
      const resent = row.stoppedAt.getTime() === stop.stoppedAt.getTime() && row.meterStopWh === stop.meterStopWh;
      return resent
        ? { kind: 'resent' }
        : { kind: 'keptAside', reason: `Transaction ${transactionId} has stopped already` };
    }
    const { connectorId } = row;
    const origin = { stationId, connectorId, transactionId, receivedAt: stop.stopReceivedAt };
    await Promise.all([
      this.meterValues.store(origin, samples),
      this.writes.write(transactionStops, { id: transactionId, ...values }),
    ]);
    return { kind: 'stopped' };
  }

  /** Ends a transaction whose stop was lost. Whether it was still open. */
  async closeByHand(id: number, meterStopWh: number | undefined, closedByHandAt: Date): Promise<boolean> {
    const row = await this.read(id);
    const values = {
      stoppedAt: closedByHandAt,
      closedByHandAt,
      meterStopWh: meterStopWh ?? row?.latestMeterWh ?? null,
    };
    const { affected } = await this.rows.update({ id, stoppedAt: IsNull() }, { ...values, stopReason: 'Other' });
    return affected === 1;
  }

  /** Mostly known without a question to the database. */
  belongsTo(transactionId: number, stationId: string): boolean | Promise<boolean> {
    if (!isPossibleId(transactionId)) return false;
    const owner = this.owners.get(transactionId);
    return owner === undefined ? this.readOwnership(transactionId, stationId) : owner === stationId;
  }

  private async readOwnership(transactionId: number, stationId: string): Promise<boolean> {
    const isOwn = (await this.byId.find(transactionId))?.stationId === stationId;
    if (isOwn) this.owners.remember(transactionId, stationId);
    return isOwn;
  }

  async keepAside(
    message: Pick<OrphanMessageEntity, 'stationId' | 'action' | 'payload' | 'reason' | 'receivedAt'>,
  ): Promise<void> {
    const { stationId, action, payload, reason, receivedAt } = message;
    await this.orphans.insert({ stationId, action, payload, reason: reason.slice(0, 255), receivedAt });
  }

  /** Newest first, with what those that run have measured last. */
  async list(filter: TransactionFilter, beforeId: number | undefined, limit: number): Promise<TransactionEntity[]> {
    const where: FindOptionsWhere<TransactionEntity> = timeRange('startedAt', filter.from, filter.to);
    if (filter.idTag !== undefined) where.idTagKey = idTagKey(filter.idTag);
    if (filter.stationId !== undefined) where.stationId = filter.stationId;
    if (filter.state !== undefined) where.stoppedAt = filter.state === 'active' ? IsNull() : Not(IsNull());
    if (beforeId !== undefined) where.id = LessThan(beforeId);
    return this.withReadings(await this.rows.find({ where, order: { id: 'DESC' }, take: limit }));
  }

  /** With what it has measured last, if it runs. */
  async read(id: number): Promise<TransactionEntity | null> {
    const row = await this.find(id);
    return row === null ? null : ((await this.withReadings([row]))[0] ?? null);
  }

  private async withReadings(rows: TransactionEntity[]): Promise<TransactionEntity[]> {
    const running = rows.filter(({ meterStopWh }) => meterStopWh === null).map(({ id }) => id);
    const readings = await latestReadings(this.rows.manager, running);
    return rows.map((row) => ({ ...row, latestMeterWh: readings.get(row.id) ?? row.latestMeterWh }));
  }

  async find(id: number, stationId?: string): Promise<TransactionEntity | null> {
    if (!isPossibleId(id)) return null;
    const row = await this.byId.find(id);
    return stationId === undefined || row?.stationId === stationId ? row : null;
  }
}

// Ids that no row can have: -1 and 0, and numbers that an INT column cannot hold.
const isPossibleId = (id: number): boolean => Number.isInteger(id) && id > 0 && id <= 0x7fff_ffff;
