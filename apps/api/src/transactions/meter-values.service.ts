import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { MeterValueEntity } from './meter-value.entity.js';
import { numberOf } from './sample.js';
import type { Sample } from './sample.js';

/** Where samples were taken. */
export interface SampleOrigin {
  stationId: string;
  connectorId: number;
  transactionId: number | null;
  receivedAt: Date;
}

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
  list(transactionId: number, afterId: number, limit: number, measurand?: string): Promise<MeterValueEntity[]> {
    return this.rows.find({
      where: { transactionId, id: MoreThan(afterId), ...(measurand === undefined ? {} : { measurand }) },
      order: { id: 'ASC' },
      take: limit,
    });
  }
}

function fingerprintOf({ stationId, connectorId, transactionId }: SampleOrigin, sample: Sample, index: number): string {
  const { sampledAt, measurand, phase, location, context, unit, format, value } = sample;
  const parts = [stationId, connectorId, transactionId, sampledAt.getTime(), index];
  const text = JSON.stringify([...parts, measurand, phase, location, context, unit, format, value]);
  return createHash('sha1').update(text).digest('hex');
}
