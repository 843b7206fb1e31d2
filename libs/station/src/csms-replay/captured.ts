// A captured session as a replay of its CSMS takes it: what was exchanged, and what people did at the station meanwhile.
import type { StationInput } from '../input.js';
import { isObject } from '../scenarios/shapes.js';

export type CapturedStep = CapturedExchange | CapturedGesture;

export interface CapturedExchange {
  kind: 'exchange';
  /** Its number in the capture. */
  row: number;
  /** Epoch milliseconds of the CALL. */
  at: number;
  /** Who called. */
  from: 'station' | 'csms';
  action: string;
  messageId: string;
  /** The CALL as it stood on the wire. */
  text: string;
  payload: unknown;
  /** Null: it was never answered. */
  answer: CapturedAnswer | null;
}

export type CapturedAnswer =
  | { kind: 'result'; at: number; payload: unknown }
  | { kind: 'error'; at: number; errorCode: string; errorDescription: string; errorDetails: unknown };

export interface CapturedGesture {
  kind: 'gesture';
  row: number;
  at: number;
  input: StationInput;
}

/** Contexts of values that are taken when the time has come (OCPP 1.6 §7.33); absent is Sample.Periodic. */
const byTheClock = new Set<unknown>([undefined, 'Sample.Periodic', 'Sample.Clock']);

/** Are all values of this MeterValue taken because the time had come? */
export function isPeriodic(meterValue: unknown): boolean {
  const samples = isObject(meterValue) ? meterValue['sampledValue'] : undefined;
  return Array.isArray(samples) && samples.every((sample) => isObject(sample) && byTheClock.has(sample['context']));
}

/** Does this CALL of a station come when its time has come, whatever anybody does? How many there are is no deviation. */
export function isClockDriven(action: string, payload: unknown): boolean {
  if (action === 'Heartbeat') return true;
  const values = isObject(payload) ? payload['meterValue'] : undefined;
  return action === 'MeterValues' && Array.isArray(values) && values.every(isPeriodic);
}
