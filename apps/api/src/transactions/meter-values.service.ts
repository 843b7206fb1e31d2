import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, MoreThan, Repository } from 'typeorm';
import { BatchedWrites } from '../database/batched-writes.js';
import { timeRange } from '../database/newest-first.js';
import { MeterValueEntity } from './meter-value.entity.js';
import { fingerprintOf } from './fingerprint.js';
import { numberOf } from './sample.js';
import type { Sample, SampleOrigin } from './sample.js';
import { Series } from './series.js';
import type { SeriesPoint } from './series.js';
import { meterSamples } from './transaction-writes.js';
import type { MeterValueRow } from './transaction-writes.js';

export interface SampleFilter {
  measurand?: string;
  /** Null: values without a phase. */
  phase?: string | null;
  from?: string;
  to?: string;
}

const ROWS_PER_READ = 5000;

@Injectable()
export class MeterValuesService {
  constructor(
    @InjectRepository(MeterValueEntity) private readonly rows: Repository<MeterValueEntity>,
    private readonly writes: BatchedWrites,
  ) {}

  /** Stores samples; those of a resent message are there already and stay as they are. */
  store(origin: SampleOrigin, samples: readonly Sample[]): Promise<void> | undefined {
    if (samples.length === 0) return undefined;
    const fingerprint = fingerprintOf(origin, samples);
    const { stationId, connectorId, transactionId, receivedAt } = origin;
    // Spelled out: this runs for every sample of every station.
    const rows = samples.map((sample, index): MeterValueRow => ({
      stationId,
      connectorId,
      transactionId,
      sampledAt: sample.sampledAt,
      receivedAt,
      measurand: sample.measurand.slice(0, 100),
      phase: sample.phase,
      location: sample.location,
      context: sample.context,
      unit: sample.unit,
      format: sample.format,
      value: sample.value,
      number: numberOf(sample),
      fingerprint: `${fingerprint}${index}`,
    }));
    return this.writes.write(meterSamples, rows);
  }

  /** Rows of a transaction in the order in which they arrived, after the row `afterId`. */
  list(transactionId: number, afterId: number, limit: number, filter: SampleFilter): Promise<MeterValueEntity[]> {
    const { measurand, phase, from, to } = filter;
    return this.rows.find({
      where: {
        transactionId,
        id: MoreThan(afterId),
        ...(measurand === undefined ? {} : { measurand }),
        ...(phase === undefined ? {} : { phase: phase ?? IsNull() }),
        ...timeRange('sampledAt', from, to),
      },
      order: { id: 'ASC' },
      take: limit,
    });
  }

  /** Values of one measurand for a chart. */
  async series(
    transactionId: number,
    filter: SampleFilter & { measurand: string },
    points: number,
  ): Promise<SeriesPoint[]> {
    const [range] = await this.rows
      .createQueryBuilder('sample')
      .select(['MIN(sample.sampledAt) AS first', 'MAX(sample.sampledAt) AS last'])
      .where({ transactionId, measurand: filter.measurand, ...timeRange('sampledAt', filter.from, filter.to) })
      .getRawMany<{ first: Date | string | null; last: Date | string | null }>();
    if (range?.first == null || range.last == null) return [];
    const series = new Series(utc(range.first), utc(range.last), points);
    let page: MeterValueEntity[];
    let afterId = 0;
    do {
      page = await this.list(transactionId, afterId, ROWS_PER_READ, filter);
      for (const row of page) series.add(row);
      afterId = page.at(-1)?.id ?? 0;
    } while (page.length === ROWS_PER_READ);
    return series.toPoints();
  }
}

/** SQLite gives aggregates of times as the text that it stores. */
const utc = (time: Date | string): Date => (time instanceof Date ? time : new Date(`${time.replace(' ', 'T')}Z`));
