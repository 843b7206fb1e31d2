// Meter values for a chart: as many points as it has pixels, none of the peaks lost.
import type { StoredSample } from './stored-samples.js';

export interface SeriesPoint {
  /** Begin of the interval that the point stands for. */
  from: Date;
  count: number;
  min: number;
  max: number;
  mean: number;
  /** The newest value of the interval. */
  last: number;
}

type Value = Pick<StoredSample, 'sampledAt' | 'number'>;

/** Collects values of any order into `points` intervals of equal length over [from, to]. Empty intervals make no point. */
export class Series {
  private readonly buckets = new Map<number, { sum: number; lastAt: number } & Omit<SeriesPoint, 'mean' | 'from'>>();
  private readonly intervalMs: number;

  constructor(
    private readonly from: Date,
    to: Date,
    private readonly points: number,
  ) {
    this.intervalMs = Math.max(1, (to.getTime() - from.getTime()) / points);
  }

  add({ sampledAt, number }: Value): void {
    if (number === null) return;
    const at = sampledAt.getTime();
    const index = Math.min(this.points - 1, Math.floor((at - this.from.getTime()) / this.intervalMs));
    const bucket = this.buckets.get(index);
    if (bucket === undefined) {
      this.buckets.set(index, { count: 1, sum: number, min: number, max: number, last: number, lastAt: at });
      return;
    }
    bucket.count += 1;
    bucket.sum += number;
    bucket.min = Math.min(bucket.min, number);
    bucket.max = Math.max(bucket.max, number);
    if (at >= bucket.lastAt) Object.assign(bucket, { last: number, lastAt: at });
  }

  toPoints(): SeriesPoint[] {
    return [...this.buckets]
      .sort(([a], [b]) => a - b)
      .map(([index, { count, sum, min, max, last }]) => ({
        from: new Date(this.from.getTime() + Math.round(index * this.intervalMs)),
        count,
        min,
        max,
        mean: sum / count,
        last,
      }));
  }
}
