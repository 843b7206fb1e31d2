// The newest events, in one order for all replicas. An id is the sequence of an event: who has seen it asks for what follows.
import type { EventType, LiveEvent, NewEvent } from './live-event.js';

export interface JournalListener {
  happened(event: LiveEvent): void;
  /** Some events are lost for everybody. */
  gap(): void;
}

export abstract class EventJournal {
  private readonly listeners = new Set<JournalListener>();

  /** Never throws, and holds nobody up. */
  abstract append(event: NewEvent): void;

  /**
   * The events of these types after that id, in order; null when some of them are no longer remembered, or the id is none.
   * @throws ValkeyAway
   */
  abstract after(id: string, types: ReadonlySet<EventType>): Promise<LiveEvent[] | null>;

  /** The id of a listener that has seen everything so far. @throws ValkeyAway */
  abstract newestId(): Promise<string>;

  /** Resolves when nothing that happens from now on is missed; returns how to stop listening. */
  async listen(listener: JournalListener): Promise<() => void> {
    this.listeners.add(listener);
    await this.listening();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.unheard();
    };
  }

  protected get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  /** Somebody listens. */
  protected async listening(): Promise<void> {}

  /** Nobody listens any more. */
  protected unheard(): void {}

  protected tell(event: LiveEvent): void {
    for (const listener of this.listeners) listener.happened(event);
  }

  protected tellGap(): void {
    for (const listener of this.listeners) listener.gap();
  }
}

/** Null for what is no id. */
export function sequenceOf(id: string): number | null {
  const sequence = /^\d{1,16}$/.test(id) ? Number(id) : NaN;
  return Number.isSafeInteger(sequence) ? sequence : null;
}
