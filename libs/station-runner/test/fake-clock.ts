import type { RunnerClock } from '../src/clock.js';

interface Timer {
  id: number;
  at: number;
  callback: () => void;
}

/** Virtual time. Promises settle between two timers, as they would in a runtime. */
export class FakeClock implements RunnerClock {
  time: number;
  #timers: Timer[] = [];
  #lastId = 0;

  constructor(start = Date.UTC(2026, 0, 5, 8)) {
    this.time = start;
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.time;
  }

  setTimeout(callback: () => void, delayMs: number): number {
    this.#lastId += 1;
    this.#timers.push({ id: this.#lastId, at: this.time + Math.max(delayMs, 0), callback });
    return this.#lastId;
  }

  clearTimeout(handle: unknown): void {
    this.#timers = this.#timers.filter(({ id }) => id !== handle);
  }

  /** A killed process: its timers never fire. */
  dropTimers(): void {
    this.#timers = [];
  }

  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.id - b.id)[0];
      if (next === undefined) break;
      this.clearTimeout(next.id);
      this.time = Math.max(this.time, next.at);
      next.callback();
      await settle();
    }
    this.time = end;
  }
}

/** Lets every promise that can settle do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}
