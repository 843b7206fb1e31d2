// The messages of a run, as its conditions see them.
import { parseFrame } from '@simulator/ocpp';
import type { StationInput } from '../input.js';
import type { StationOutput } from '../output.js';
import type { MessageKind } from './condition-shapes.js';
import { mismatch } from './match.js';

export interface LoggedMessage {
  /** Running number in the run, from 1. */
  sequence: number;
  /** The shell's time. */
  at: number;
  from: MessageKind;
  action: string;
  messageId: string;
  /** Of a CALLERROR: {errorCode, errorDescription, errorDetails}. Of a text that is no frame: null. */
  payload: unknown;
}

export interface MessageLog {
  messages: LoggedMessage[];
  lastSequence: number;
}

/** A run that goes on for days keeps the newest. */
const KEPT = 20_000;

/** Notes what one step of the engine received and sent. */
export function noteStep(log: MessageLog, input: StationInput, outputs: readonly StationOutput[], at: number): void {
  if (input.type === 'frameReceived') noteReceived(log, input.text, at);
  for (const output of outputs) {
    if (output.type !== 'sendFrame') continue;
    const from = output.messageType === 2 ? 'sent' : 'replied';
    add(log, { at, from, action: output.action, messageId: output.messageId, payload: payloadOf(output.text) });
  }
}

function noteReceived(log: MessageLog, text: string, at: number): void {
  const frame = parseFrame(text);
  if (frame.type === 'malformed') return;
  const { messageId } = frame;
  if (frame.type === 'call') {
    add(log, { at, from: 'received', action: frame.action, messageId, payload: frame.payload });
    return;
  }
  const asked = log.messages.findLast((message) => message.from === 'sent' && message.messageId === messageId);
  add(log, { at, from: 'answered', action: asked?.action ?? '', messageId, payload: payloadOf(text) });
}

function payloadOf(text: string): unknown {
  const frame = parseFrame(text);
  if (frame.type === 'malformed') return null;
  if (frame.type !== 'callError') return frame.payload;
  const { errorCode, errorDescription, errorDetails } = frame;
  return { errorCode, errorDescription, errorDetails };
}

function add(log: MessageLog, message: Omit<LoggedMessage, 'sequence'>): void {
  log.lastSequence += 1;
  log.messages.push({ sequence: log.lastSequence, ...message });
  if (log.messages.length > KEPT) log.messages.splice(0, KEPT / 10);
}

export interface MessagePattern {
  from: MessageKind;
  action: string;
  payload?: unknown;
}

/** Messages of this kind and action after this one, whatever they hold. */
export function candidates(log: MessageLog, { from, action }: MessagePattern, after: number): LoggedMessage[] {
  return log.messages.filter((entry) => entry.sequence > after && entry.from === from && entry.action === action);
}

export function problemOf({ payload }: MessagePattern, message: LoggedMessage): string | null {
  return payload === undefined ? null : mismatch(payload, message.payload);
}

/** Why none of the candidates will do, in words. */
export function whyNone(pattern: MessagePattern, found: readonly LoggedMessage[]): string {
  const last = found.at(-1);
  const name = `${pattern.action} ${pattern.from}`;
  return last === undefined
    ? `no ${name}`
    : `no such ${name}: in the last of ${found.length}, ${problemOf(pattern, last) ?? 'nothing'}`;
}
