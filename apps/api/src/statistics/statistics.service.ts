import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { StatusHistoryEntity } from '../station-records/record.entities.js';
import { ConnectorEntity } from '../stations/connector.entity.js';
import { latestReading } from '../transactions/latest-readings.js';
import { TransactionEntity } from '../transactions/transaction.entity.js';
import { availabilityByDay } from './availability.js';
import type { StatusChange } from './availability.js';

export interface Range {
  from: Date;
  to: Date;
  stationId: string | undefined;
}

const ROWS_PER_READ = 5000;

@Injectable()
export class StatisticsService {
  constructor(
    @InjectRepository(TransactionEntity) private readonly transactions: Repository<TransactionEntity>,
    @InjectRepository(StatusHistoryEntity) private readonly statuses: Repository<StatusHistoryEntity>,
  ) {}

  /** Sessions and their energy, by the UTC day on which they began. */
  async sessionsByDay(range: Range): Promise<Map<string, { sessions: number; energyWh: number }>> {
    const reading = latestReading(this.transactions.manager, 't');
    // The first ten characters of a stored time are its day, on both databases.
    const query = this.transactions
      .createQueryBuilder('t')
      .select('SUBSTR(t.startedAt, 1, 10)', 'day')
      .addSelect('COUNT(*)', 'sessions')
      .addSelect(
        `SUM(COALESCE(t.meterStopWh, ${reading}, t.latestMeterWh, t.meterStartWh) - t.meterStartWh)`,
        'energyWh',
      )
      .where('t.startedAt >= :from AND t.startedAt < :to')
      .groupBy('day');
    if (range.stationId !== undefined) query.andWhere('t.stationId = :stationId');
    const rows = await query
      .setParameters(parametersOf(this.transactions, range))
      .getRawMany<{ day: string; sessions: number | string; energyWh: number | string | null }>();
    return new Map(
      rows.map(({ day, sessions, energyWh }) => [day, { sessions: Number(sessions), energyWh: Number(energyWh) }]),
    );
  }

  async availabilityByDay(range: Range): Promise<Map<string, number>> {
    const changes: StatusChange[] = await this.statusesBefore(range);
    let page: StatusHistoryEntity[];
    let afterId = 0;
    do {
      page = await this.statusesWithin(range, afterId);
      changes.push(...page.map(toChange));
      afterId = page.at(-1)?.id ?? 0;
    } while (page.length === ROWS_PER_READ);
    const now = new Date();
    return availabilityByDay(changes, range.from, range.to < now ? range.to : now);
  }

  /** The last status of each connector before the range: found for each connector by itself, not in all that was. */
  private async statusesBefore(range: Range): Promise<StatusChange[]> {
    const last = this.statuses
      .createQueryBuilder('l')
      .select('l.id')
      .where('l.stationId = c.stationId AND l.connectorId = c.connectorId AND l.receivedAt < :from')
      .orderBy('l.id', 'DESC')
      .limit(1);
    const connectors = this.statuses.manager
      .createQueryBuilder(ConnectorEntity, 'c')
      .select(`(${last.getQuery()})`, 'id')
      .where('c.connectorId > 0');
    if (range.stationId !== undefined) connectors.andWhere('c.stationId = :stationId');
    const found = await connectors
      .setParameters(parametersOf(this.statuses, range))
      .getRawMany<{ id: number | null }>();
    const ids = found.map(({ id }) => id).filter((id) => id !== null);
    const changes: StatusChange[] = [];
    for (let start = 0; start < ids.length; start += ROWS_PER_READ) {
      const rows = await this.statuses.findBy({ id: In(ids.slice(start, start + ROWS_PER_READ)) });
      changes.push(...rows.map(toChange));
    }
    return changes;
  }

  private statusesWithin(range: Range, afterId: number): Promise<StatusHistoryEntity[]> {
    const query = this.statuses
      .createQueryBuilder('s')
      .where('s.receivedAt >= :from AND s.receivedAt < :to AND s.connectorId > 0 AND s.id > :afterId')
      .orderBy('s.id')
      .take(ROWS_PER_READ);
    if (range.stationId !== undefined) query.andWhere('s.stationId = :stationId');
    return query.setParameters({ ...parametersOf(this.statuses, range), afterId }).getMany();
  }
}

function toChange({ stationId, connectorId, status, receivedAt }: StatusHistoryEntity): StatusChange {
  return { connector: `${connectorId} ${stationId}`, status, at: receivedAt };
}

/** A query builder's own parameters are not translated for SQLite, which stores times as text. */
function parametersOf(repository: Repository<object>, { from, to, stationId }: Range): Record<string, unknown> {
  const isMariaDb = repository.manager.dataSource.options.type === 'mariadb';
  const stored = (time: Date): Date | string =>
    isMariaDb ? time : time.toISOString().replace('T', ' ').replace('Z', '');
  return { from: stored(from), to: stored(to), stationId };
}
