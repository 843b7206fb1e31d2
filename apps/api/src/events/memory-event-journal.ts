// The journal of a replica that is alone.
import { EventJournal, sequenceOf } from './event-journal.js';
import { EVENT_TYPES, REMEMBERED_PER_TYPE } from './live-event.js';
import type { EventType, LiveEvent, NewEvent } from './live-event.js';

type Remembered = LiveEvent & { sequence: number };

/** So long after somebody has listened: who comes back later reads again by REST. */
const REMEMBERED_MS = 60 * 60 * 1000;

/** Removed in blocks: shifting an array of thousands at each event would cost more than the event. */
const SLACK = 500;

export class MemoryEventJournal extends EventJournal {
  /** Microseconds since 1970: beyond the ids of any process before this one. */
  private sequence = Date.now() * 1000;
  /** What was before is another process's, or happened while nobody was there who could ask for it later. */
  private rememberedFrom = this.sequence;
  private wantedUntil = 0;
  private readonly remembered = new Map<EventType, Remembered[]>(EVENT_TYPES.map((type) => [type, []]));
  private readonly forgottenUpTo = new Map<EventType, number>();

  append({ type, stationId, at, data }: NewEvent): void {
    this.sequence += 1;
    if (!this.isHeard && at.getTime() > this.wantedUntil) return this.forgetAll();
    const counted = { type, stationId, at, data, sequence: this.sequence };
    const events = this.remembered.get(type) ?? [];
    events.push(counted);
    if (events.length > REMEMBERED_PER_TYPE + SLACK) {
      const forgotten = events.splice(0, SLACK);
      this.forgottenUpTo.set(type, forgotten.at(-1)?.sequence ?? 0);
    }
    this.tell(counted);
  }

  /** Without listeners, what stations say is gone as soon as it is stored: to hold it would cost more than to tell it. */
  private forgetAll(): void {
    this.rememberedFrom = this.sequence;
    if (this.wantedUntil === 0) return;
    this.wantedUntil = 0;
    for (const events of this.remembered.values()) events.length = 0;
  }

  protected override unheard(): void {
    this.wantedUntil = Date.now() + REMEMBERED_MS;
  }

  async newestId(): Promise<string> {
    this.wantedUntil = Date.now() + REMEMBERED_MS;
    return String(this.sequence);
  }

  async after(id: string, types: ReadonlySet<EventType>): Promise<LiveEvent[] | null> {
    const seen = sequenceOf(id);
    if (seen === null || seen < this.rememberedFrom || seen > this.sequence) return null;
    if ([...types].some((type) => (this.forgottenUpTo.get(type) ?? 0) > seen)) return null;
    return [...types]
      .flatMap((type) => (this.remembered.get(type) ?? []).filter(({ sequence }) => sequence > seen))
      .sort((a, b) => a.sequence - b.sequence);
  }
}
