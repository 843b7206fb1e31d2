import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { BatchedWrites } from '../database/batched-writes.js';
import { MeterValueEntity, NO_SAMPLE } from './meter-value.entity.js';
import { fingerprintOf } from './fingerprint.js';
import { energyReadingOf } from './sample.js';
import type { Sample, SampleOrigin } from './sample.js';
import { Series } from './series.js';
import type { SeriesPoint } from './series.js';
import { MAX_SAMPLES_OF_A_ROW, positionOf, queryOf, listSamples, samplesText } from './stored-samples.js';
import type { Origin, SampleFilter, StoredSample } from './stored-samples.js';
import { meterSamples } from './transaction-writes.js';
import type { MeterValueRow } from './transaction-writes.js';

const SAMPLES_PER_READ = 5000;

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
    const rows: MeterValueRow[] = [];
    for (let start = 0, end: number; start < samples.length; start = end) {
      end = endOfMoment(samples, start);
      const ofMoment = end - start === samples.length ? samples : samples.slice(start, end);
      rows.push(rowOf(origin, ofMoment, `${fingerprint}${start}`));
    }
    return this.writes.write(meterSamples, rows);
  }

  /** Samples of a transaction by the station's clock, behind a position of the list. */
  list(transactionId: number, after: string | undefined, limit: number, filter: SampleFilter): Promise<StoredSample[]> {
    return listSamples(this.rows, { transactionId }, filter, { order: 'ASC', after, limit });
  }

  /** All that a station has measured, the newest by its clock first, behind a position of the list. */
  newest(origin: Origin, after: string | undefined, limit: number, filter: SampleFilter): Promise<StoredSample[]> {
    return listSamples(this.rows, origin, filter, { order: 'DESC', after, limit });
  }

  /** Values of one measurand for a chart. */
  async series(
    transactionId: number,
    filter: SampleFilter & { measurand: string },
    points: number,
  ): Promise<SeriesPoint[]> {
    const [range] = await queryOf(this.rows, { transactionId }, filter)
      .select(['MIN(row.sampledAt) AS first', 'MAX(row.sampledAt) AS last'])
      .getRawMany<{ first: Date | string | null; last: Date | string | null }>();
    if (range?.first == null || range.last == null) return [];
    const series = new Series(utc(range.first), utc(range.last), points);
    let page: StoredSample[];
    let after: string | undefined;
    do {
      page = await this.list(transactionId, after, SAMPLES_PER_READ, filter);
      for (const sample of page) series.add(sample);
      after = page.at(-1) && positionOf(page.at(-1) as StoredSample);
    } while (page.length === SAMPLES_PER_READ);
    return series.toPoints();
  }
}

/** Where the samples that share the moment of the one at `start` end, or a row is full. */
function endOfMoment(samples: readonly Sample[], start: number): number {
  const at = samples[start]?.sampledAt;
  let end = start + 1;
  while (end < samples.length && end - start < MAX_SAMPLES_OF_A_ROW && samples[end]?.sampledAt === at) end += 1;
  return end;
}

const rowOf = (
  { stationId, connectorId, transactionId, receivedAt }: SampleOrigin,
  samples: readonly Sample[],
  fingerprint: string,
): MeterValueRow => ({
  stationId,
  connectorId,
  transactionId,
  sampledAt: (samples[0] as Sample).sampledAt,
  receivedAt,
  samples: samplesText(samples),
  energyWh: energyReadingOf(samples),
  fingerprint,
  ...NO_SAMPLE,
});

/** SQLite gives aggregates of times as the text that it stores. */
const utc = (time: Date | string): Date => (time instanceof Date ? time : new Date(`${time.replace(' ', 'T')}Z`));
