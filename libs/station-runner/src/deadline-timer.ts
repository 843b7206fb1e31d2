import { MAX_DELAY_MS } from './clock.js';
import type { RunnerClock, TimerHandle } from './clock.js';
import { DeadlineHeap } from './deadline-heap.js';
import type { HeapMember } from './deadline-heap.js';

/** Deadlines within this time are served together. */
const GRAIN_MS = 10;
/** Longest work in one go; the rest waits until sockets have had their turn. */
const SLICE_MS = 8;

/** One timer for any number of deadlines. */
export class DeadlineTimer<T extends HeapMember> {
  readonly #clock: RunnerClock;
  readonly #due: (member: T) => void;
  readonly #heap = new DeadlineHeap<T>();
  #handle: TimerHandle | null = null;
  /** When the timer fires; a later deadline than this needs no new one. */
  #armedFor = Infinity;
  #ticking = false;
  #stopped = false;

  /** @param due is called once for a deadline, which is forgotten by then */
  constructor(clock: RunnerClock, due: (member: T) => void) {
    this.#clock = clock;
    this.#due = due;
  }

  set(member: T, dueAt: number): void {
    if (this.#stopped) return;
    // A deadline that stays in the past is a fault of its owner: it must not keep everybody else from running.
    this.#heap.set(member, this.#ticking ? Math.max(dueAt, this.#clock.now() + 1) : dueAt);
    if (!this.#ticking) this.#arm();
  }

  remove(member: T): void {
    this.#heap.remove(member);
  }

  /** For good. */
  stop(): void {
    this.#stopped = true;
    if (this.#handle !== null) this.#clock.clearTimeout(this.#handle);
    for (let first = this.#heap.first(); first !== undefined; first = this.#heap.first()) this.#heap.remove(first);
    this.#handle = null;
    this.#armedFor = Infinity;
  }

  #arm(): void {
    const dueAt = this.#heap.first()?.dueAt ?? Infinity;
    const servedAt = Math.ceil(dueAt / GRAIN_MS) * GRAIN_MS;
    if (servedAt >= this.#armedFor) return;
    if (this.#handle !== null) this.#clock.clearTimeout(this.#handle);
    const now = this.#clock.now();
    this.#armedFor = Math.max(servedAt, now);
    this.#handle = this.#clock.setTimeout(() => this.#tick(), Math.min(this.#armedFor - now, MAX_DELAY_MS));
  }

  #tick(): void {
    const startedAt = this.#clock.now();
    this.#handle = null;
    this.#armedFor = Infinity;
    this.#ticking = true;
    try {
      for (
        let first = this.#heap.first();
        first !== undefined && first.dueAt <= startedAt;
        first = this.#heap.first()
      ) {
        this.#heap.remove(first);
        this.#due(first);
        if (this.#clock.now() - startedAt >= SLICE_MS) break;
      }
    } finally {
      this.#ticking = false;
      this.#arm();
    }
  }
}
