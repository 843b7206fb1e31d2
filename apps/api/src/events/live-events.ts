// What happens, as it happens: a bounded memory of the newest events, and everybody who listens. The truth is in REST.
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';

export const EVENT_TYPES = ['connection', 'status', 'transaction', 'meter', 'command', 'message'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface LiveEvent {
  /** Counts all events of this process. */
  sequence: number;
  type: EventType;
  stationId: string;
  at: Date;
  data: object;
}

export type Listener = (event: LiveEvent) => void;

/** Of each type: a flood of messages must not push the transactions out. */
const REMEMBERED_PER_TYPE = 5000;
/** Removed in blocks: shifting an array of thousands at each event would cost more than the event. */
const SLACK = 500;

@Injectable()
export class LiveEvents {
  /** Tells the events of this process from those of one before it. */
  readonly epoch = randomBytes(6).toString('hex');
  private sequence = 0;
  private readonly remembered = new Map<EventType, LiveEvent[]>(EVENT_TYPES.map((type) => [type, []]));
  private readonly forgottenUpTo = new Map<EventType, number>();
  private readonly listeners = new Set<Listener>();

  /** Says that it has happened: after it is stored. */
  publish(type: EventType, stationId: string, data: object): void {
    const event: LiveEvent = { sequence: ++this.sequence, type, stationId, at: new Date(), data };
    const events = this.remembered.get(type) ?? [];
    events.push(event);
    if (events.length > REMEMBERED_PER_TYPE + SLACK) {
      const forgotten = events.splice(0, SLACK);
      this.forgottenUpTo.set(type, forgotten.at(-1)?.sequence ?? 0);
    }
    for (const listener of this.listeners) listener(event);
  }

  /** @returns how to stop listening. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  idOf({ sequence }: LiveEvent): string {
    return `${this.epoch}-${sequence}`;
  }

  /** The id of a listener that has seen everything so far. */
  newestId(): string {
    return `${this.epoch}-${this.sequence}`;
  }

  /** The events of these types after that id, in order; null when some of them are no longer remembered. */
  after(id: string, types: ReadonlySet<EventType>): LiveEvent[] | null {
    const match = /^([0-9a-f]{12})-(\d{1,15})$/.exec(id);
    const seen = Number(match?.[2]);
    if (match === null || match[1] !== this.epoch || seen > this.sequence) return null;
    if ([...types].some((type) => (this.forgottenUpTo.get(type) ?? 0) > seen)) return null;
    return [...types]
      .flatMap((type) => (this.remembered.get(type) ?? []).filter(({ sequence }) => sequence > seen))
      .sort((a, b) => a.sequence - b.sequence);
  }
}
