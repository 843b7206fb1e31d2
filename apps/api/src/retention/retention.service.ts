// Deletes what is older than its kind is kept, in small batches: no long locks beside the stations' writes.
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, IsNull, LessThan, Not } from 'typeorm';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { IdTokenEntity } from '../id-tokens/id-token.entity.js';
import { Log } from '../logging/log.js';
import { MessageEntity } from '../message-log/message.entity.js';
import { SharedWork } from '../replicas/shared-work.js';
import { keepReadings } from '../transactions/latest-readings.js';
import { MeterValueEntity } from '../transactions/meter-value.entity.js';

const INTERVAL_MS = 60 * 60 * 1000;
const ROWS_PER_DELETE = 1000;
const DAY_MS = 86_400_000;

interface Received extends ObjectLiteral {
  id: number;
  receivedAt: Date;
}

@Injectable()
export class RetentionService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly log: Log,
    private readonly sharedWork: SharedWork,
  ) {}

  onApplicationBootstrap(): void {
    const clean = (): void => {
      this.sharedWork
        .oncePer(INTERVAL_MS, 'retention', () => this.deleteOld(new Date()))
        .catch((error: unknown) => this.log.error({ error }, 'old rows were not deleted'));
    };
    this.timer = setInterval(clean, INTERVAL_MS).unref();
    setImmediate(clean);
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
    clearInterval(this.timer);
  }

  async deleteOld(now: Date): Promise<void> {
    const { messageDays, meterValueDays, idTokenDays } = this.environment.retention;
    const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
    if (messageDays > 0) await this.deleteOldest(MessageEntity, before(messageDays));
    if (meterValueDays > 0) {
      await this.deleteOldest(MeterValueEntity, before(meterValueDays), (ids) => this.keepReadings(ids));
    }
    if (idTokenDays > 0) await this.deleteExpiredTokens(before(idTokenDays));
  }

  /** In the order of their ids, which grow with time, until one is young enough. */
  private deleteOldest<Row extends Received>(
    entity: EntityTarget<Row>,
    before: Date,
    prepare: (ids: number[]) => Promise<void> = async () => {},
  ): Promise<void> {
    const rows = this.dataSource.getRepository<Received>(entity);
    return this.inBatches(async () => {
      const oldest = await rows.find({
        select: { id: true, receivedAt: true },
        order: { id: 'ASC' },
        take: ROWS_PER_DELETE,
      });
      const ids = oldest.filter(({ receivedAt }) => receivedAt < before).map(({ id }) => id);
      if (ids.length > 0) {
        await prepare(ids);
        await rows.delete({ id: In(ids) });
      }
      return ids.length;
    });
  }

  /** A transaction that runs for longer keeps what it has measured last. */
  private async keepReadings(meterValueIds: number[]): Promise<void> {
    const { manager } = this.dataSource;
    const readings = await manager.find(MeterValueEntity, {
      select: { transactionId: true },
      where: { id: In(meterValueIds), energyWh: Not(IsNull()) },
    });
    const ids = new Set(readings.flatMap(({ transactionId }) => transactionId ?? []));
    await keepReadings(manager, [...ids]);
  }

  private deleteExpiredTokens(before: Date): Promise<void> {
    const rows = this.dataSource.getRepository(IdTokenEntity);
    return this.inBatches(async () => {
      const expired = await rows.find({
        select: { idTagKey: true },
        where: { expiresAt: LessThan(before) },
        take: ROWS_PER_DELETE,
      });
      const keys = expired.map(({ idTagKey }) => idTagKey);
      if (keys.length > 0) await rows.delete({ idTagKey: In(keys) });
      return keys.length;
    });
  }

  /** @param deleteSome deletes `ROWS_PER_DELETE` rows at most, and says how many it found. */
  private async inBatches(deleteSome: () => Promise<number>): Promise<void> {
    while (!this.stopping && (await deleteSome()) === ROWS_PER_DELETE);
  }
}
