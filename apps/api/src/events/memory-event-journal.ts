// The journal of a replica that is alone.
import { EventJournal, sequenceOf } from './event-journal.js';
import { EVENT_TYPES, REMEMBERED_PER_TYPE } from './live-event.js';
import type { EventType, LiveEvent, NewEvent } from './live-event.js';

type Remembered = LiveEvent & { sequence: number };

/** Removed in blocks: shifting an array of thousands at each event would cost more than the event. */
const SLACK = 500;

export class MemoryEventJournal extends EventJournal {
  /** Microseconds since 1970: beyond the ids of any process before this one. */
  private readonly base = Date.now() * 1000;
  private sequence = this.base;
  private readonly remembered = new Map<EventType, Remembered[]>(EVENT_TYPES.map((type) => [type, []]));
  private readonly forgottenUpTo = new Map<EventType, number>();

  append({ type, stationId, at, data }: NewEvent): void {
    const counted = { type, stationId, at, data, sequence: ++this.sequence };
    const events = this.remembered.get(type) ?? [];
    events.push(counted);
    if (events.length > REMEMBERED_PER_TYPE + SLACK) {
      const forgotten = events.splice(0, SLACK);
      this.forgottenUpTo.set(type, forgotten.at(-1)?.sequence ?? 0);
    }
    this.tell(counted);
  }

  async newestId(): Promise<string> {
    return String(this.sequence);
  }

  async after(id: string, types: ReadonlySet<EventType>): Promise<LiveEvent[] | null> {
    const seen = sequenceOf(id);
    if (seen === null || seen < this.base || seen > this.sequence) return null;
    if ([...types].some((type) => (this.forgottenUpTo.get(type) ?? 0) > seen)) return null;
    return [...types]
      .flatMap((type) => (this.remembered.get(type) ?? []).filter(({ sequence }) => sequence > seen))
      .sort((a, b) => a.sequence - b.sequence);
  }
}
