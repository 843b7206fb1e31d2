// Pairs the frames of one station into rows. An answer replaces its row by a new object, so a row can be compared by identity.
import { parseFrame } from '@simulator/ocpp';
import type { TimelineEntry } from '@simulator/station-runner/browser';
import type { Answer, ExchangeRow, Payload, TimelineRow } from './row.js';

type FrameEntry = Extract<TimelineEntry, { kind: 'sent' | 'received' }>;

/** Rows kept for one station; the oldest go first, a tenth at a time. */
export const MAX_ROWS = 110_000;

export interface LogObserver {
  /** Rows from this index on are new. */
  appended(from: number): void;
  /** The row of this number is another object now. */
  replaced(row: TimelineRow, before: TimelineRow): void;
  /** So many of the oldest rows are gone. */
  trimmed(count: number): void;
}

export class ExchangeLog {
  /** Oldest first. Changed in place; `version` counts the changes. */
  readonly rows: TimelineRow[] = [];
  version = 0;
  /** Row number of each CALL that waits for an answer, by sender and message id. */
  private readonly open = new Map<string, number>();
  private lastNumber = -1;
  private readonly observers = new Set<LogObserver>();
  /** How many rows there are of each action. */
  readonly actions = new Map<string, number>();

  observe(observer: LogObserver): () => void {
    this.observers.add(observer);
    return () => void this.observers.delete(observer);
  }

  append(entries: readonly TimelineEntry[]): void {
    const from = this.rows.length;
    for (const entry of entries) {
      // Watching again replays what was kept: what is here already is skipped.
      if (entry.number <= this.lastNumber) continue;
      this.lastNumber = entry.number;
      if (entry.kind === 'event') {
        this.rows.push(entry);
      } else {
        this.takeFrame(entry);
      }
    }
    this.version++;
    for (const observer of this.observers) observer.appended(from);
    if (this.rows.length > MAX_ROWS) this.trim(this.rows.length - MAX_ROWS + MAX_ROWS / 10);
  }

  /** The connection ended: what is open will hardly be answered. (An answer that is on its way to the page still counts.) */
  connectionLost(): void {
    for (const number of this.open.values()) this.replace(number, (row) => ({ ...row, lost: true }));
    this.version++;
  }

  private trim(count: number): void {
    for (const row of this.rows.splice(0, count)) if (row.kind === 'exchange') this.count(row.action, -1);
    for (const observer of this.observers) observer.trimmed(count);
  }

  private count(action: string, by: 1 | -1): void {
    const left = (this.actions.get(action) ?? 0) + by;
    if (left > 0) this.actions.set(action, left);
    else this.actions.delete(action);
  }

  private takeFrame(entry: FrameEntry): void {
    const from = entry.kind === 'sent' ? 'station' : 'csms';
    const frame = parseFrame(entry.text);
    if (frame.type === 'malformed') {
      this.stray(entry, frame.problem);
    } else if (frame.type === 'call') {
      this.open.set(`${from} ${frame.messageId}`, entry.number);
      const { number, at, text, cause } = entry;
      const { action, messageId } = frame;
      this.count(action, 1);
      const payload = frame.payload as Payload;
      this.rows.push({
        ...{ kind: 'exchange', number, at, from, action, messageId, text, payload, cause },
        answer: null,
        lost: false,
      });
    } else {
      const answer: Answer =
        frame.type === 'callResult'
          ? { outcome: 'result', at: entry.at, text: entry.text, payload: frame.payload as Payload }
          : { outcome: 'error', at: entry.at, text: entry.text, ...errorOf(frame) };
      if (entry.kind === 'received' && entry.cause !== '') answer.instead = entry.cause;
      this.takeAnswer(entry, frame.messageId, answer);
    }
  }

  private takeAnswer(entry: FrameEntry, messageId: string, answer: Answer): void {
    const caller = entry.kind === 'sent' ? 'csms' : 'station';
    const number = this.open.get(`${caller} ${messageId}`);
    if (number === undefined) {
      this.stray(entry, `An answer to nothing that was asked (message id ${messageId})`);
      return;
    }
    this.open.delete(`${caller} ${messageId}`);
    this.replace(number, (row) => ({ ...row, answer, lost: false }));
  }

  private stray(entry: FrameEntry, problem: string): void {
    const from = entry.kind === 'sent' ? 'station' : 'csms';
    this.rows.push({ kind: 'stray', number: entry.number, at: entry.at, from, problem, text: entry.text });
  }

  private replace(number: number, change: (row: ExchangeRow) => ExchangeRow): void {
    const index = this.indexOf(number);
    const row = this.rows[index];
    if (row?.kind !== 'exchange') return;
    const changed = change(row);
    this.rows[index] = changed;
    for (const observer of this.observers) observer.replaced(changed, row);
  }

  /** Numbers ascend, so the row is found by halving. */
  private indexOf(number: number): number {
    let low = 0;
    let high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.rows[middle]?.number ?? Infinity) < number) low = middle + 1;
      else high = middle;
    }
    return this.rows[low]?.number === number ? low : -1;
  }
}

const errorOf = (frame: { errorCode: string; errorDescription: string; errorDetails: unknown }) => ({
  errorCode: frame.errorCode,
  errorDescription: frame.errorDescription,
  errorDetails: frame.errorDetails,
});
