// Samples as rows keep them: a row is what was measured at one moment. The sample at place n of row i has the id 100 i + n, each
// is of one sample for ever.
import type { Repository, SelectQueryBuilder } from 'typeorm';
import { momentText } from '../database/column-values.js';
import { timeRange } from '../database/newest-first.js';
import { wrongCursor } from '../http/pagination.js';
import type { MeterValueEntity } from './meter-value.entity.js';
import { quoted, sampleKinds } from './sample-kinds.js';
import { numberOf } from './sample.js';
import type { Sample, SampleOrigin } from './sample.js';

export const MAX_SAMPLES_OF_A_ROW = 100;

export interface StoredSample extends Sample, SampleOrigin {
  id: number;
  /** The value as a number; null for signed data and for what is no number. */
  number: number | null;
}

/** Samples of one moment as JSON: what is as usual is left out. */
export function samplesText(samples: readonly Sample[]): string {
  let json = '';
  for (const sample of samples)
    json += `${json === '' ? '[' : ','}${sampleKinds.textOf(sample).stored}${quoted(sample.value)}}`;
  return `${json}]`;
}

type SampleText = Pick<Sample, 'measurand' | 'value'> & {
  [Key in 'unit' | 'phase' | 'location' | 'context' | 'format']?: string;
};

/** In the order in which the station sent them. */
export function samplesIn(row: MeterValueEntity): StoredSample[] {
  const { stationId, connectorId, transactionId, sampledAt, receivedAt } = row;
  const shared = { stationId, connectorId, transactionId, sampledAt, receivedAt };
  const id = row.id * MAX_SAMPLES_OF_A_ROW;
  if (row.samples === null) {
    const { measurand, phase, location, context, unit, format, value, number } = row;
    return [{ ...shared, id, measurand, phase, location, context, unit, format, value, number }];
  }
  return (JSON.parse(row.samples) as SampleText[]).map((text, index) => {
    const { phase = null, unit = null, location = 'Outlet', context = 'Sample.Periodic', format = 'Raw' } = text;
    const sample = { ...shared, measurand: text.measurand, phase, location, context, unit, format, value: text.value };
    return { ...sample, id: id + index, number: numberOf(sample) };
  });
}

export interface SampleFilter {
  measurand?: string;
  /** Null: values without a phase. */
  phase?: string | null;
  /** ISO 8601, of the station's clock: from that moment on, and until before the other. */
  from?: string;
  to?: string;
}

export type Origin = { transactionId: number } | { stationId: string; connectorId?: number };

/** Where a list of samples goes on. */
export const positionOf = ({ sampledAt, id }: StoredSample): string => `${sampledAt.toISOString()} ${id}`;

/**
 * Samples in the order of the station's clock, those of a row in theirs; `limit` at most.
 * @param after a position: only what comes behind it. @throws ProblemException 400 for what is no position.
 */
export async function listSamples(
  rows: Repository<MeterValueEntity>,
  origin: Origin,
  filter: SampleFilter,
  { order, after, limit }: { order: 'ASC' | 'DESC'; after: string | undefined; limit: number },
): Promise<StoredSample[]> {
  const found: StoredSample[] = [];
  let place = after === undefined ? undefined : placeOf(after);
  for (;;) {
    const query = queryOf(rows, origin, filter);
    if (place !== undefined) startBehind(query, place, order);
    query.orderBy('row.sampledAt', order).addOrderBy('row.id', order).limit(limit);
    const page = await query.getMany();
    for (const row of page) {
      const samples = samplesIn(row);
      for (const sample of order === 'ASC' ? samples : samples.reverse())
        if (isMeant(sample, filter) && (place === undefined || isBehind(sample, place, order))) found.push(sample);
      if (found.length >= limit) return found.slice(0, limit);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return found;
    const rowId = last.id * MAX_SAMPLES_OF_A_ROW;
    place = { at: last.sampledAt, id: order === 'ASC' ? rowId + MAX_SAMPLES_OF_A_ROW - 1 : rowId };
  }
}

/** Rows in which such samples are; of those without a phase or with one, perhaps none. */
export function queryOf(
  rows: Repository<MeterValueEntity>,
  origin: Origin,
  { measurand, from, to }: SampleFilter,
): SelectQueryBuilder<MeterValueEntity> {
  const query = rows.createQueryBuilder('row').where({ ...origin, ...timeRange('sampledAt', from, to) });
  if (measurand !== undefined) {
    const text = JSON.stringify({ measurand }).slice(1, -1).replace(/[!%_]/g, '!$&');
    query.andWhere("(row.samples LIKE :text ESCAPE '!' OR row.measurand = :measurand)", {
      text: `%${text}%`,
      measurand,
    });
  }
  return query;
}

interface Place {
  at: Date;
  id: number;
}

function startBehind(query: SelectQueryBuilder<MeterValueEntity>, { at, id }: Place, order: 'ASC' | 'DESC'): void {
  // The row of that sample once more, unless it was the last that a row can have.
  const next = order === 'ASC' ? id + 1 : id - 1;
  const parameters = { at: momentText(at), rowId: Math.floor(next / MAX_SAMPLES_OF_A_ROW) };
  const [beyond, notBefore] = order === 'ASC' ? ['>', '>='] : ['<', '<='];
  query.andWhere(
    `row.sampledAt ${notBefore} :at AND (row.sampledAt ${beyond} :at OR row.id ${notBefore} :rowId)`,
    parameters,
  );
}

function isBehind(sample: StoredSample, { at, id }: Place, order: 'ASC' | 'DESC'): boolean {
  const distance = sample.sampledAt.getTime() - at.getTime() || sample.id - id;
  return order === 'ASC' ? distance > 0 : distance < 0;
}

const isMeant = (sample: StoredSample, { measurand, phase }: SampleFilter): boolean =>
  (measurand === undefined || sample.measurand === measurand) && (phase === undefined || sample.phase === phase);

function placeOf(position: string): Place {
  const [time = '', id = ''] = position.split(' ');
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || !/^\d{1,15}$/.test(id)) throw wrongCursor();
  return { at, id: Number(id) };
}
