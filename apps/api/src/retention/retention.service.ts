// Deletes what is older than its kind is kept, in small batches: no long locks beside the stations' writes.
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, LessThan } from 'typeorm';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { IdTokenEntity } from '../id-tokens/id-token.entity.js';
import { Log } from '../logging/log.js';
import { MessageEntity } from '../message-log/message.entity.js';
import { MeterValueEntity } from '../transactions/meter-value.entity.js';

const INTERVAL_MS = 60 * 60 * 1000;
const ROWS_PER_DELETE = 1000;
const DAY_MS = 86_400_000;

@Injectable()
export class RetentionService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const clean = (): void => {
      this.deleteOld(new Date()).catch((error: unknown) => this.log.error({ error }, 'old rows were not deleted'));
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
    await this.deleteBefore(MessageEntity, 'id', 'receivedAt', now, messageDays);
    await this.deleteBefore(MeterValueEntity, 'id', 'receivedAt', now, meterValueDays);
    await this.deleteBefore(IdTokenEntity, 'idTagKey', 'expiresAt', now, idTokenDays);
  }

  /** @param days how long they are kept; 0: for ever. */
  private async deleteBefore<Row extends ObjectLiteral>(
    entity: EntityTarget<Row>,
    key: keyof Row & string,
    moment: keyof Row & string,
    now: Date,
    days: number,
  ): Promise<void> {
    if (days === 0) return;
    const rows = this.dataSource.getRepository<ObjectLiteral>(entity);
    const old = { [moment]: LessThan(new Date(now.getTime() - days * DAY_MS)) };
    for (let deleted = ROWS_PER_DELETE; deleted === ROWS_PER_DELETE && !this.stopping;) {
      const found = await rows.find({ select: { [key]: true }, where: old, take: ROWS_PER_DELETE });
      const keys: unknown[] = found.map((row) => row[key] as unknown);
      if (keys.length > 0) await rows.delete({ [key]: In(keys) });
      deleted = keys.length;
    }
  }
}
