// Latencies in buckets that grow by 5 %: percentiles of any number of values in little memory, and histograms can be added up.

const GROWTH = 1.05;
const LEAST_MS = 0.1;
const logGrowth = Math.log(GROWTH);

export class LatencyHistogram {
  readonly #counts: number[] = [];
  #total = 0;
  #max = 0;

  get total(): number {
    return this.#total;
  }

  get maxMs(): number {
    return this.#max;
  }

  add(latencyMs: number): void {
    const bucket = latencyMs <= LEAST_MS ? 0 : Math.ceil(Math.log(latencyMs / LEAST_MS) / logGrowth);
    while (this.#counts.length <= bucket) this.#counts.push(0);
    this.#counts[bucket]! += 1;
    this.#total += 1;
    if (latencyMs > this.#max) this.#max = latencyMs;
  }

  /** How many values are in each bucket, and the greatest value: enough to add it to another one. */
  toJson(): { counts: number[]; maxMs: number } {
    return { counts: [...this.#counts], maxMs: this.#max };
  }

  /** Adds what `toJson` of another one gave. */
  addAll({ counts, maxMs }: { counts: readonly number[]; maxMs: number }): void {
    for (const [bucket, count] of counts.entries()) {
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
      this.#total += count;
    }
    this.#max = Math.max(this.#max, maxMs);
  }

  /** At most 5 % above the true value. Null: there are no values. */
  percentile(percent: number): number | null {
    if (this.#total === 0) return null;
    let left = Math.ceil((percent / 100) * this.#total);
    const bucket = this.#counts.findIndex((count) => (left -= count) <= 0);
    return Math.min(LEAST_MS * GROWTH ** bucket, this.#max);
  }
}
