// Stores what changed, one write at a time: what changes during a write goes into the next one. A station's frames wait for
// the state that they follow from, so that after a crash no CSMS knows more about a transaction than its station.
import { persistedPart } from '@simulator/station';
import type { StatePart } from '@simulator/station';
import type { RunnerClock, TimerHandle } from './clock.js';
import type { HostedStation } from './hosted-station.js';
import type { StationStore, StoreChange } from './store.js';

/** A write that takes longer has failed for now: charging goes on without it. */
export const WRITE_TIMEOUT_MS = 3_000;
const RETRY_MS = 5_000;

interface Dirty {
  definition: boolean;
  parts: Set<StatePart>;
}

export interface StoreFailure {
  problem: string;
  /** There is no room left. */
  isFull: boolean;
}

export interface WriterListener {
  /** The station's state up to the mark is stored, or storing failed and nothing waits for it any more. */
  stateSaved(hosted: HostedStation, mark: number): void;
  /** Null: storing works again. */
  storeFailed(failure: StoreFailure | null): void;
}

export class StateWriter {
  readonly #store: StationStore;
  readonly #clock: RunnerClock;
  readonly #listener: WriterListener;
  #dirty = new Map<HostedStation, Dirty>();
  #removals: string[] = [];
  #running: Promise<void> | null = null;
  #retry: TimerHandle | null = null;
  #failure: StoreFailure | null = null;
  #halted = false;

  constructor(store: StationStore, clock: RunnerClock, listener: WriterListener) {
    this.#store = store;
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Frames wait for the store only while it works. */
  get holdsFrames(): boolean {
    return this.#failure === null;
  }

  /** Why nothing can be stored at the moment; null: it can. */
  get failure(): StoreFailure | null {
    return this.#failure;
  }

  markPart(hosted: HostedStation, part: StatePart): void {
    this.#dirtyOf(hosted).parts.add(part);
    hosted.marked += 1;
    this.#start();
  }

  markDefinition(hosted: HostedStation): void {
    this.#dirtyOf(hosted).definition = true;
    this.#start();
  }

  remove(hosted: HostedStation): void {
    hosted.removed = true;
    this.#dirty.delete(hosted);
    this.removeKey(hosted.definition.key);
  }

  removeKey(key: string): void {
    this.#removals.push(key);
    this.#start();
  }

  /** Waits until everything marked so far is stored, or could not be. */
  async flush(): Promise<void> {
    this.#start();
    while (this.#running !== null) await this.#running;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#end();
  }

  /** Writes nothing any more: somebody else does. */
  halt(): void {
    this.#halted = true;
    this.#end().catch(() => undefined);
  }

  async #end(): Promise<void> {
    if (this.#retry !== null) this.#clock.clearTimeout(this.#retry);
    await this.#store.close();
  }

  #dirtyOf(hosted: HostedStation): Dirty {
    let dirty = this.#dirty.get(hosted);
    if (dirty === undefined) this.#dirty.set(hosted, (dirty = { definition: false, parts: new Set() }));
    return dirty;
  }

  #start(): void {
    if (this.#halted || this.#running !== null || (this.#dirty.size === 0 && this.#removals.length === 0)) return;
    // The write itself starts after the running step: its later outputs belong to the same write.
    this.#running = Promise.resolve()
      .then(() => this.#write())
      .then((stored) => {
        this.#running = null;
        if (stored) this.#start();
      });
  }

  async #write(): Promise<boolean> {
    if (this.#halted) return false;
    const removals = this.#removals;
    // In a full store, what makes room goes alone: with anything else beside it, it would be refused as well.
    const onlyRemovals = this.#failure !== null && removals.length > 0;
    const dirty = onlyRemovals ? new Map<HostedStation, Dirty>() : this.#dirty;
    this.#removals = [];
    if (!onlyRemovals) this.#dirty = new Map();
    const marks = [...dirty.keys()].map((hosted) => [hosted, hosted.marked] as const);
    try {
      await this.#withTimeout(this.#store.write(changesOf(removals, dirty)));
    } catch (error) {
      this.#failed(error, removals, dirty);
      return false;
    } finally {
      if (!this.#halted) for (const [hosted, mark] of marks) this.#listener.stateSaved(hosted, mark);
    }
    if (this.#halted) return false;
    if (this.#failure !== null && !onlyRemovals) {
      this.#failure = null;
      this.#listener.storeFailed(null);
    }
    return true;
  }

  #failed(error: unknown, removals: string[], dirty: Map<HostedStation, Dirty>): void {
    if (this.#halted) return;
    this.#removals.unshift(...removals);
    for (const [hosted, { definition, parts }] of dirty) {
      if (hosted.removed) continue;
      const now = this.#dirtyOf(hosted);
      now.definition ||= definition;
      for (const part of parts) now.parts.add(part);
    }
    this.#retry ??= this.#clock.setTimeout(() => {
      this.#retry = null;
      this.#start();
    }, RETRY_MS);
    const isKnown = this.#failure?.isFull === isFull(error);
    this.#failure = { problem: wordsOf(error), isFull: isFull(error) };
    if (!isKnown) this.#listener.storeFailed(this.#failure);
  }

  async #withTimeout(write: Promise<void>): Promise<void> {
    let timer: TimerHandle | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = this.#clock.setTimeout(() => reject(new Error('storing takes too long')), WRITE_TIMEOUT_MS);
    });
    try {
      await Promise.race([write, late]);
    } finally {
      if (timer !== undefined) this.#clock.clearTimeout(timer);
    }
  }
}

const isFull = (error: unknown): boolean => (error as { name?: unknown } | null)?.name === 'QuotaExceededError';

const wordsOf = (error: unknown): string => {
  const { name, message } = error as Partial<Error>;
  return message || name || String(error);
};

function changesOf(removals: readonly string[], dirty: Map<HostedStation, Dirty>): StoreChange[] {
  const changes: StoreChange[] = removals.map((key) => ({ type: 'remove', key }));
  for (const [hosted, { definition, parts }] of dirty) {
    const { key } = hosted.definition;
    if (definition) changes.push({ type: 'definition', definition: hosted.definition });
    for (const part of parts) changes.push({ type: 'part', key, part, value: persistedPart(hosted.station, part) });
  }
  return changes;
}
