// What happened to a station, line by line, for people to read. Kept in memory, on request.
import { parseFrame } from '@simulator/ocpp';
import type { Station, StationInput, StationOutput } from '@simulator/station';

/** One line of a station's timeline. */
export type TimelineEntry =
  /** A frame on the wire. */
  | {
      /** Running number within the station. */
      number: number;
      /** Epoch milliseconds. */
      at: number;
      kind: 'sent' | 'received';
      text: string;
      /** 2 CALL, 3 CALLRESULT, 4 CALLERROR; null: no frame could be read. */
      messageType: 2 | 3 | 4 | null;
      messageId: string | null;
      /** Of an answer: the action it answers, when known. */
      action: string | null;
      /** Why it was sent; of a received frame '', or why the station hears it and not what the CSMS said. */
      cause: string;
    }
  /** Anything else worth a line: connection opened, closed, an input, a log message of the engine. */
  | {
      number: number;
      at: number;
      kind: 'event';
      level: EventLevel;
      text: string;
      /** What people and faults did, unless it holds a secret. */
      input?: StationInput;
    };

export type EventLevel = 'debug' | 'info' | 'warn' | 'error';

export class Timeline {
  readonly #limit: number;
  #lastNumber = 0;
  #entries: TimelineEntry[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The kept entries, the oldest first. */
  entries(): TimelineEntry[] {
    return this.#entries.slice(-this.#limit);
  }

  addEvent(at: number, level: EventLevel, text: string, input: StationInput | null = null): TimelineEntry {
    const entry = { number: this.#nextNumber(), at, kind: 'event', level, text } as const;
    return this.#keep(input === null ? entry : { ...entry, input });
  }

  addSent(at: number, frame: Omit<Extract<StationOutput, { type: 'sendFrame' }>, 'type'>): TimelineEntry {
    const { text, messageType, messageId, action, cause } = frame;
    return this.#keep({ number: this.#nextNumber(), at, kind: 'sent', text, messageType, messageId, action, cause });
  }

  /** @param station as it is before the frame is stepped: it still knows which CALL is outstanding */
  addReceived(at: number, text: string, station: Station, cause = ''): TimelineEntry {
    const kind = 'received';
    return this.#keep({ number: this.#nextNumber(), at, kind, text, ...headerOf(text, station), cause });
  }

  #nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  #keep(entry: TimelineEntry): TimelineEntry {
    this.#entries.push(entry);
    // Cut rarely: cutting moves every entry.
    if (this.#entries.length >= 2 * this.#limit) this.#entries = this.#entries.slice(-this.#limit);
    return entry;
  }
}

export interface FrameHeader {
  messageType: 2 | 3 | 4 | null;
  messageId: string | null;
  action: string | null;
}

/** @param station as it is before the frame is stepped */
export function headerOf(text: string, station: Station): FrameHeader {
  const frame = parseFrame(text);
  if (frame.type === 'malformed') return { messageType: null, messageId: frame.messageId, action: null };
  const { messageId } = frame;
  if (frame.type === 'call') return { messageType: 2, messageId, action: frame.action };
  const { outstanding, expired } = station.rpc;
  const call =
    outstanding?.messageId === messageId ? outstanding : expired.find((given) => given.messageId === messageId);
  return { messageType: frame.type === 'callResult' ? 3 : 4, messageId, action: call?.action ?? null };
}
