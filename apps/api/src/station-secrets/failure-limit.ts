/** Counts failures by key in windows of fixed length: guessing is slow, however many keys are tried. */
export class FailureLimit {
  private counts = new Map<string, number>();
  private windowStart = 0;

  /** @param maxKeys so many keys are counted apart; what comes beyond shares one count. */
  constructor(
    private readonly maxFailures: number,
    private readonly windowMs: number,
    private readonly maxKeys = 100_000,
  ) {}

  /** Seconds to wait, or 0. */
  retryAfterS(key: string, nowMs: number): number {
    this.turn(nowMs);
    if ((this.counts.get(this.slot(key)) ?? 0) < this.maxFailures) return 0;
    return Math.max(1, Math.ceil((this.windowStart + this.windowMs - nowMs) / 1000));
  }

  count(key: string, nowMs: number): void {
    this.turn(nowMs);
    const slot = this.slot(key);
    this.counts.set(slot, (this.counts.get(slot) ?? 0) + 1);
  }

  /** Takes one back: it was none. */
  forgive(key: string, nowMs: number): void {
    this.turn(nowMs);
    const slot = this.slot(key);
    const count = this.counts.get(slot) ?? 0;
    if (count > 1) this.counts.set(slot, count - 1);
    else this.counts.delete(slot);
  }

  private slot(key: string): string {
    return this.counts.has(key) || this.counts.size < this.maxKeys ? key : '';
  }

  private turn(nowMs: number): void {
    if (nowMs - this.windowStart < this.windowMs) return;
    this.windowStart = nowMs;
    this.counts = new Map();
  }
}
