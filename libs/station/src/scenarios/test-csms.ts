// A CSMS in memory for runs without a real one: it answers as the standard wants, and otherwise only when it is told to.
import { encodeCall, encodeCallError, encodeCallResult, parseFrame, v16 } from '@simulator/ocpp';
import { mismatch } from './match.js';
import type { PreparedAnswer } from './run-state.js';
import { isObject } from './shapes.js';

export interface TestCsms {
  /** Number of the last transaction. */
  transactionId: number;
  /** CALLs sent so far; part of their message ids. */
  calls: number;
  /** The newest first. */
  prepared: PreparedAnswer[];
  /** transactionId by what makes a start unique: a StartTransaction that is sent again is the same one. */
  starts: Record<string, number>;
}

export function createTestCsms(): TestCsms {
  return { transactionId: 1000, calls: 0, prepared: [], starts: {} };
}

/** Answers like this from now on; it comes before what was prepared earlier. */
export function prepareAnswer(csms: TestCsms, answer: PreparedAnswer): void {
  csms.prepared.unshift({ ...answer });
}

/** The text of a CALL to the station. */
export function callOfTestCsms(csms: TestCsms, action: string, payload: unknown): string {
  csms.calls += 1;
  return encodeCall(`csms-${csms.calls}`, action, payload);
}

/** What the CSMS says to a text of the station; null: nothing. */
export function answerOfTestCsms(csms: TestCsms, text: string, now: number): string | null {
  const frame = parseFrame(text);
  if (frame.type === 'malformed') {
    if (frame.messageType !== 2 || frame.messageId === null) return null;
    return encodeCallError(frame.messageId, v16.version.malformedCall(frame.problem));
  }
  if (frame.type !== 'call') return null;
  const { action, messageId } = frame;
  const row = Object.hasOwn(v16.version.actions, action) ? v16.version.actions[action as v16.Action] : undefined;
  if (row === undefined) return encodeCallError(messageId, v16.version.unknownAction(action));
  const violations = row.validateRequest(frame.payload);
  if (violations.length > 0) return encodeCallError(messageId, v16.version.invalidPayload(action, violations));
  const payload = frame.payload as Record<string, unknown>;
  const usual = usualAnswers[action]?.(csms, payload, now) ?? {};
  const prepared = takePrepared(csms, action, payload);
  if (prepared === null) return encodeCallResult(messageId, usual);
  if (prepared.with === 'silence') return null;
  const { error } = prepared.with;
  if (typeof error === 'string') {
    const errorDescription = 'as the scenario wants it';
    return encodeCallError(messageId, { errorCode: error, errorDescription, errorDetails: {} });
  }
  return encodeCallResult(messageId, merged(usual, prepared.with));
}

/** The answer that was prepared for this CALL; null: none. One more of its times is used up. */
export function takePrepared(csms: TestCsms, action: string, payload: Record<string, unknown>): PreparedAnswer | null {
  const index = csms.prepared.findIndex(
    (answer) => answer.action === action && mismatch(answer.where ?? {}, payload) === null,
  );
  const prepared = csms.prepared[index];
  if (prepared === undefined) return null;
  if (prepared.times !== undefined) {
    prepared.times -= 1;
    if (prepared.times <= 0) csms.prepared.splice(index, 1);
  }
  return prepared;
}

export function merged(usual: Record<string, unknown>, changes: Record<string, unknown>): Record<string, unknown> {
  const result = { ...usual };
  for (const [name, value] of Object.entries(changes)) {
    const before = usual[name];
    result[name] = isObject(value) && isObject(before) ? merged(before, value) : value;
  }
  return result;
}

type UsualAnswer = (csms: TestCsms, payload: Record<string, unknown>, now: number) => Record<string, unknown>;

const iso = (now: number): string => new Date(now).toISOString();
const accepted = { status: 'Accepted' };

const usualAnswers: Readonly<Record<string, UsualAnswer>> = {
  BootNotification: (_csms, _payload, now) => ({ status: 'Accepted', currentTime: iso(now), interval: 300 }),
  Heartbeat: (_csms, _payload, now) => ({ currentTime: iso(now) }),
  Authorize: () => ({ idTagInfo: accepted }),
  StartTransaction: (csms, { connectorId, idTag, timestamp, meterStart }) => {
    const key = JSON.stringify([connectorId, idTag, timestamp, meterStart]);
    csms.starts[key] ??= csms.transactionId += 1;
    return { transactionId: csms.starts[key], idTagInfo: accepted };
  },
  DataTransfer: () => accepted,
  SignCertificate: () => accepted,
};
