// The course of a charge as the chart shows it. Pure: columns of numbers, thinned as they grow.

/** Columns of equal length. Times are epoch seconds, ascending; power in kW. */
export interface Samples {
  at: number[];
  powerKw: number[];
  offeredKw: number[];
  wantedKw: number[];
  socPercent: (number | null)[];
  /** What sets the offer, in words; '' where nothing but the hardware does. */
  limit: string[];
}

export interface Sample {
  /** Epoch milliseconds. */
  at: number;
  powerW: number;
  offeredW: number;
  wantedW: number;
  socPercent: number | null;
  limit: string;
}

/** Beyond this the older half is thinned. */
export const MAX_SAMPLES = 1_200;
const SHORTEST_STEP_S = 0.9;

export function noSamples(): Samples {
  return { at: [], powerKw: [], offeredKw: [], wantedKw: [], socPercent: [], limit: [] };
}

/** Adds a sample in place. One that comes too soon after the last replaces it, unless power jumped. Returns whether anything changed. */
export function addSample(samples: Samples, sample: Sample): boolean {
  const at = sample.at / 1000;
  const last = samples.at.length - 1;
  const lastAt = samples.at[last];
  if (lastAt !== undefined && at <= lastAt) return false;
  const row = { at, ...inKw(sample), socPercent: sample.socPercent };
  const sameLimit = samples.limit[last] === sample.limit;
  const soon = last > 0 && lastAt !== undefined && at - (samples.at[last - 1] ?? 0) < SHORTEST_STEP_S;
  if (soon && sameLimit && !jumped(samples.powerKw[last] ?? 0, row.powerKw)) removeAt(samples, last);
  samples.at.push(row.at);
  samples.powerKw.push(row.powerKw);
  samples.offeredKw.push(row.offeredKw);
  samples.wantedKw.push(row.wantedKw);
  samples.socPercent.push(row.socPercent);
  samples.limit.push(sample.limit);
  if (samples.at.length > MAX_SAMPLES) thinOlderHalf(samples);
  return true;
}

const inKw = ({ powerW, offeredW, wantedW }: Sample) => ({
  powerKw: powerW / 1000,
  offeredKw: offeredW / 1000,
  wantedKw: wantedW / 1000,
});

const jumped = (before: number, after: number) => Math.abs(after - before) > Math.max(0.5, before / 10);

function thinOlderHalf(samples: Samples): void {
  const half = samples.at.length >> 1;
  const keep = (_: unknown, index: number) => index >= half || index % 2 === 0;
  for (const column of columnsOf(samples)) column.splice(0, column.length, ...column.filter(keep));
}

function removeAt(samples: Samples, index: number): void {
  for (const column of columnsOf(samples)) column.splice(index, 1);
}

const columnsOf = (samples: Samples): (number | string | null)[][] => {
  const { at, powerKw, offeredKw, wantedKw, socPercent, limit } = samples;
  return [at, powerKw, offeredKw, wantedKw, socPercent, limit];
};

/** Samples read back from storage; null when they are not what `noSamples` and `addSample` make. */
export function parseSamples(value: unknown): Samples | null {
  if (typeof value !== 'object' || value === null) return null;
  const columns = value as Record<keyof Samples, unknown>;
  const { at: times } = columns;
  // An older release kept no limits.
  const limits = columns.limit ?? (Array.isArray(times) ? times.map(() => '') : []);
  const lists = [times, columns.powerKw, columns.offeredKw, columns.wantedKw, columns.socPercent, limits];
  if (!lists.every((list): list is unknown[] => Array.isArray(list))) return null;
  const [at, ...others] = lists;
  if (at === undefined || others.some((list) => list.length !== at.length)) return null;
  const [powerKw, offeredKw, wantedKw, socPercent, limit] = others;
  const numbers = [at, powerKw, offeredKw, wantedKw].every((list) => list?.every((item) => typeof item === 'number'));
  if (!numbers || !socPercent?.every((item) => item === null || typeof item === 'number')) return null;
  if (!limit?.every((item) => typeof item === 'string')) return null;
  return { ...(value as Samples), limit };
}
