// What the timeline shows: one row an exchange (a CALL with its answer), and rows for events and stray frames.
import type { StationInput } from '@simulator/station';

export type Payload = Record<string, unknown>;

/** `instead`: why the station heard it and not what the CSMS said; absent: the CSMS said it. */
export type Answer = { instead?: string } & (
  | { outcome: 'result'; at: number; text: string; payload: Payload }
  | { outcome: 'error'; at: number; text: string; errorCode: string; errorDescription: string; errorDetails: unknown }
);

export interface ExchangeRow {
  kind: 'exchange';
  /** Number of the entry that began it; unique, ascending. */
  number: number;
  at: number;
  /** Who called: the station or the CSMS. */
  from: 'station' | 'csms';
  action: string;
  messageId: string;
  text: string;
  payload: Payload;
  /** Why the station sent it, in words; '' for what the CSMS sent. */
  cause: string;
  answer: Answer | null;
  /** The connection ended before an answer came. */
  lost: boolean;
}

export interface EventRow {
  kind: 'event';
  number: number;
  at: number;
  level: 'debug' | 'info' | 'warn' | 'error';
  text: string;
  /** What people or faults did. */
  input?: StationInput;
}

/** A frame that is no exchange: not OCPP-J, or an answer to nothing. */
export interface StrayRow {
  kind: 'stray';
  number: number;
  at: number;
  from: 'station' | 'csms';
  problem: string;
  text: string;
}

export type TimelineRow = ExchangeRow | EventRow | StrayRow;

export function latencyOf(row: ExchangeRow): number | null {
  return row.answer === null ? null : row.answer.at - row.at;
}
