// The OCPP-J remote procedure call as pure code: one outstanding CALL in each direction (OCPP-J 1.6 §4.1.1), a queue, a
// timeout, late answers. No socket and no clock: the caller brings texts and times, and sends the texts that come back.
import { encodeCallError, encodeCallResult, encodeCallText, parseFrame } from './frames.js';
import type { CallError } from './frames.js';
import type { OcppVersion, Violation } from './version.js';

/** A CALL that waits for its turn. `context` is the caller's own plain data and comes back with the answer. */
export interface QueuedCall<C> {
  action: string;
  /** JSON text: written once, however often it is sent. */
  payload: string;
  context: C;
}

/** A CALL that was sent. Times are epoch milliseconds. */
export interface SentCall<C> extends QueuedCall<C> {
  messageId: string;
  sentAt: number;
  /** When it counts as unanswered. */
  deadline: number;
}

/** Plain, serialisable state of one end of a connection. */
export interface RpcSession<C> {
  outstanding: SentCall<C> | null;
  queue: QueuedCall<C>[];
  /** Calls given up on: an answer that comes after all is recognised as late. The newest last, eight at most. */
  expired: SentCall<C>[];
  /** Message ids of inbound CALLs not yet answered, oldest first: the first is in work, the others wait their turn. */
  inbound: { messageId: string; action: string; payload: unknown }[];
}

export type Received<C> =
  /** A valid CALL, to be answered now by `answerCall` or `refuseCall`. */
  | { kind: 'call'; messageId: string; action: string; payload: unknown }
  /** A valid CALL that came while another is in work; `answerCall` and `refuseCall` hand it out in its turn. */
  | { kind: 'callWaits'; messageId: string; action: string }
  /** A CALL that must not be served: send `reply`. */
  | { kind: 'callRefused'; messageId: string; action: string; error: CallError; reply: string }
  /** The answer to the outstanding CALL. `violations` are those of the response schema (empty when valid). */
  | { kind: 'result'; call: SentCall<C>; payload: unknown; violations: Violation[] }
  | { kind: 'error'; call: SentCall<C>; error: CallError }
  /** An answer to a CALL that had been given up. */
  | { kind: 'late'; call: SentCall<C>; payload: unknown }
  /** An answer to nothing that was asked. */
  | { kind: 'unexpected'; messageId: string }
  /** No frame at all; `reply` is there when the standard wants an answer. */
  | { kind: 'malformed'; problem: string; reply: string | null };

/** Message id of a CALLERROR for a CALL whose own id could not be read (as OCPP-J 2.0.1 §4.2.3 has it; 1.6 names none). */
export const UNREADABLE_MESSAGE_ID = '-1';
const EXPIRED_KEPT = 8;

export function createRpcSession<C>(): RpcSession<C> {
  return { outstanding: null, queue: [], expired: [], inbound: [] };
}

/** Puts a CALL at the end of the queue; `nextCall` sends it. */
export function queueCall<C>(session: RpcSession<C>, call: QueuedCall<C>): void {
  session.queue.push(call);
}

/**
 * The text of the next CALL to send, or null while one is outstanding or nothing waits.
 * @param messageId must be unique on this connection (OCPP-J 1.6 §4.1.4); it is used only when a text comes back.
 */
export function nextCall<C>(session: RpcSession<C>, messageId: string, now: number, timeoutMs: number): string | null {
  if (session.outstanding !== null) return null;
  const call = session.queue.shift();
  if (call === undefined) return null;
  session.outstanding = {
    action: call.action,
    payload: call.payload,
    context: call.context,
    messageId,
    sentAt: now,
    deadline: now + timeoutMs,
  };
  return encodeCallText(messageId, call.action, call.payload);
}

/** Takes one text from the wire. `serves` says which actions this end answers; others are refused. */
export function receiveText<C>(
  session: RpcSession<C>,
  text: string,
  version: OcppVersion,
  serves: (action: string) => boolean,
): Received<C> {
  const frame = parseFrame(text);
  switch (frame.type) {
    case 'call':
      return receiveCall(session, frame, version, serves);
    case 'callResult': {
      const call = takeOutstanding(session, frame.messageId);
      if (call === null) return lateOrUnexpected(session, frame.messageId, frame.payload);
      const violations = version.actions[call.action]?.validateResponse(frame.payload) ?? [];
      return { kind: 'result', call, payload: frame.payload, violations };
    }
    case 'callError': {
      const call = takeOutstanding(session, frame.messageId);
      if (call === null) return lateOrUnexpected(session, frame.messageId, frame.errorDetails);
      const { errorCode, errorDescription, errorDetails } = frame;
      return { kind: 'error', call, error: { errorCode, errorDescription, errorDetails } };
    }
    case 'malformed': {
      // An answer is never answered. What cannot be told to be an answer is treated as a CALL.
      const isAnswer = frame.messageType === 3 || frame.messageType === 4;
      const messageId = frame.messageId ?? UNREADABLE_MESSAGE_ID;
      const reply = isAnswer ? null : encodeCallError(messageId, version.malformedCall(frame.problem));
      return { kind: 'malformed', problem: frame.problem, reply };
    }
  }
}

function receiveCall<C>(
  session: RpcSession<C>,
  frame: { messageId: string; action: string; payload: unknown },
  version: OcppVersion,
  serves: (action: string) => boolean,
): Received<C> {
  const { messageId, action, payload } = frame;
  const row = Object.hasOwn(version.actions, action) ? version.actions[action] : undefined;
  const refuse = (error: CallError): Received<C> => {
    return { kind: 'callRefused', messageId, action, error, reply: encodeCallError(messageId, error) };
  };
  if (row === undefined) return refuse(version.unknownAction(action));
  if (!serves(action)) return refuse(version.unsupportedAction(action));
  const violations = row.validateRequest(payload);
  if (violations.length > 0) return refuse(version.invalidPayload(action, violations));
  session.inbound.push({ messageId, action, payload });
  if (session.inbound.length > 1) return { kind: 'callWaits', messageId, action };
  return { kind: 'call', messageId, action, payload };
}

/** The text that answers the inbound CALL in work, and the next inbound CALL if one waits. */
export function answerCall<C>(session: RpcSession<C>, payload: unknown): Answered {
  return finishInbound(session, (messageId) => encodeCallResult(messageId, payload));
}

/** Like `answerCall`, with a CALLERROR. */
export function refuseCall<C>(session: RpcSession<C>, error: CallError): Answered {
  return finishInbound(session, (messageId) => encodeCallError(messageId, error));
}

export interface Answered {
  text: string;
  next: { messageId: string; action: string; payload: unknown } | null;
}

function finishInbound<C>(session: RpcSession<C>, encode: (messageId: string) => string): Answered {
  const done = session.inbound.shift();
  if (done === undefined) throw new Error('no inbound CALL is in work');
  return { text: encode(done.messageId), next: session.inbound[0] ?? null };
}

function takeOutstanding<C>(session: RpcSession<C>, messageId: string): SentCall<C> | null {
  const call = session.outstanding;
  if (call === null || call.messageId !== messageId) return null;
  session.outstanding = null;
  return call;
}

function lateOrUnexpected<C>(session: RpcSession<C>, messageId: string, payload: unknown): Received<C> {
  const index = session.expired.findIndex((call) => call.messageId === messageId);
  const [call] = index < 0 ? [] : session.expired.splice(index, 1);
  return call === undefined ? { kind: 'unexpected', messageId } : { kind: 'late', call, payload };
}

/** Gives up on the outstanding CALL when its deadline has passed, and returns it. */
export function expireCall<C>(session: RpcSession<C>, now: number): SentCall<C> | null {
  const call = session.outstanding;
  if (call === null || now < call.deadline) return null;
  session.outstanding = null;
  session.expired.push(call);
  if (session.expired.length > EXPIRED_KEPT) session.expired.shift();
  return call;
}

/** The connection is gone: returns the CALL that will never be answered. The queue stays; inbound CALLs are forgotten. */
export function loseConnection<C>(session: RpcSession<C>): SentCall<C> | null {
  const call = session.outstanding;
  session.outstanding = null;
  session.expired = [];
  session.inbound = [];
  return call;
}
