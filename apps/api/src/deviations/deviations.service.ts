// Where stations deviate from the standard, noted behind their answers: each way once, with how often.
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Violation } from '@simulator/ocpp';
import { Repository } from 'typeorm';
import { isUniqueViolation } from '../database/unique-violation.js';
import { Log } from '../logging/log.js';
import { valueAt } from '../ocpp/v16/tolerance.js';
import { DeviationEntity } from './deviation.entity.js';

const FLUSH_INTERVAL_MS = 500;
/** A station that invents a new way each time fills neither memory nor table. */
const MAX_PER_MESSAGE = 20;
const MAX_PER_STATION = 200;
const MAX_WAITING = 5000;
const MAX_EXAMPLE_LENGTH = 500;

export interface Deviating {
  stationId: string;
  action: string;
  payload: unknown;
  receivedAt: Date;
}

@Injectable()
export class DeviationsService implements OnApplicationShutdown {
  private waiting = new Map<string, DeviationEntity>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    @InjectRepository(DeviationEntity) private readonly rows: Repository<DeviationEntity>,
    private readonly log: Log,
  ) {}

  /** Costs the station no time: it is written a moment later. */
  note(message: Deviating, outcome: DeviationEntity['outcome'], violations: readonly Violation[]): void {
    for (const violation of violations.slice(0, MAX_PER_MESSAGE)) this.add(deviationOf(message, outcome, violation));
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_INTERVAL_MS).unref();
  }

  /** Writes what waits. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  onApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  /** The latest first. */
  list(stationId: string, outcome: DeviationEntity['outcome'] | undefined): Promise<DeviationEntity[]> {
    return this.rows.find({
      where: { stationId, ...(outcome === undefined ? {} : { outcome }) },
      order: { lastAt: 'DESC', fingerprint: 'ASC' },
    });
  }

  async forget(stationId: string): Promise<void> {
    await this.flush();
    await this.rows.delete({ stationId });
  }

  private add(deviation: DeviationEntity): void {
    const key = `${deviation.stationId} ${deviation.fingerprint}`;
    const known = this.waiting.get(key);
    if (known !== undefined) Object.assign(known, { count: known.count + 1, lastAt: deviation.lastAt });
    else if (this.waiting.size < MAX_WAITING) this.waiting.set(key, deviation);
  }

  private async write(): Promise<void> {
    const batch = this.waiting;
    this.waiting = new Map();
    for (const deviation of batch.values()) {
      await this.store(deviation).catch((error: unknown) =>
        this.log.error({ error, stationId: deviation.stationId }, 'a deviation was not noted'),
      );
    }
  }

  private async store(deviation: DeviationEntity): Promise<void> {
    if (await this.addTo(deviation)) return;
    if ((await this.rows.countBy({ stationId: deviation.stationId })) >= MAX_PER_STATION) return;
    try {
      await this.rows.insert({ ...deviation });
    } catch (error) {
      // Another replica was faster.
      if (!isUniqueViolation(error)) throw error;
      await this.addTo(deviation);
    }
  }

  /** Whether it was noted before. */
  private async addTo({ stationId, fingerprint, example, count, lastAt }: DeviationEntity): Promise<boolean> {
    const { affected } = await this.rows.update(
      { stationId, fingerprint },
      { example, lastAt, count: () => `count + ${count}` },
    );
    return affected === 1;
  }
}

function deviationOf(
  { stationId, action, payload, receivedAt }: Deviating,
  outcome: DeviationEntity['outcome'],
  { path, keyword, message }: Violation,
): DeviationEntity {
  const place = path.replaceAll(/\/\d+(?=\/|$)/g, '/*').slice(0, 255);
  const example = (JSON.stringify(valueAt(payload, path)) ?? '').slice(0, MAX_EXAMPLE_LENGTH);
  // Each measurand of a vendor is of interest by itself; each overlong text is not.
  const about = keyword === 'enum' ? example : '';
  const problem = message.slice(0, 255);
  const parts = JSON.stringify([action, place, problem, outcome, about]);
  const fingerprint = createHash('sha1').update(parts).digest('hex');
  const times = { firstAt: receivedAt, lastAt: receivedAt };
  return {
    stationId,
    fingerprint,
    action: action.slice(0, 64),
    path: place,
    problem,
    outcome,
    example,
    count: 1,
    ...times,
  };
}
