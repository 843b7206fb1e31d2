import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, MoreThan, Repository } from 'typeorm';
import { timeRange } from '../database/newest-first.js';
import { MeterValueEntity } from './meter-value.entity.js';
import { numberOf } from './sample.js';
import type { Sample } from './sample.js';
import { Series } from './series.js';
import type { SeriesPoint } from './series.js';

/** Where samples were taken. */
export interface SampleOrigin {
  stationId: string;
  connectorId: number;
  transactionId: number | null;
  receivedAt: Date;
}

export interface SampleFilter {
  measurand?: string;
  /** Null: values without a phase. */
  phase?: string | null;
  from?: string;
  to?: string;
}

const ROWS_PER_READ = 5000;
/** SQLite binds at most 32,766 values in one statement. */
const ROWS_PER_INSERT = 500;

@Injectable()
export class MeterValuesService {
  constructor(@InjectRepository(MeterValueEntity) private readonly rows: Repository<MeterValueEntity>) {}

  /** Stores samples; those of a resent message are there already and stay as they are. */
  async store(origin: SampleOrigin, samples: readonly Sample[]): Promise<void> {
    const rows = samples.map((sample, index) => ({
      ...origin,
      ...sample,
      measurand: sample.measurand.slice(0, 100),
      number: numberOf(sample),
      fingerprint: fingerprintOf(origin, sample, index),
    }));
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
      await this.rows
        .createQueryBuilder()
        .insert()
        .values(rows.slice(start, start + ROWS_PER_INSERT))
        .orUpdate(['fingerprint'], ['fingerprint'])
        .updateEntity(false)
        .execute();
    }
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

function fingerprintOf({ stationId, connectorId, transactionId }: SampleOrigin, sample: Sample, index: number): string {
  const { sampledAt, measurand, phase, location, context, unit, format, value } = sample;
  const parts = [stationId, connectorId, transactionId, sampledAt.getTime(), index];
  const text = JSON.stringify([...parts, measurand, phase, location, context, unit, format, value]);
  return createHash('sha1').update(text).digest('hex');
}

/** SQLite gives aggregates of times as the text that it stores. */
const utc = (time: Date | string): Date => (time instanceof Date ? time : new Date(`${time.replace(' ', 'T')}Z`));
