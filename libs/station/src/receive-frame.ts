// One text from the CSMS: a CALL is answered in the same step, an answer goes to what asked for it.
import { answerCall, receiveText, refuseCall } from '@simulator/ocpp';
import type { CallError, SentCall } from '@simulator/ocpp';
import { confirmConnection } from './core/connection.js';
import { retryStoredMessage } from './core/outbox.js';
import { retryBootLater } from './core/registration.js';
import type { CallContext } from './station.js';
import { log } from './turn.js';
import type { Turn } from './turn.js';
import { Refusal } from './v16/calls/refusal.js';

export function receiveFrame(turn: Turn, text: string): void {
  const { station, protocol } = turn;
  const received = receiveText(station.rpc, text, protocol.version, protocol.serves);
  switch (received.kind) {
    case 'call':
      return answer(turn, received.messageId, received.action, received.payload);
    case 'callWaits':
      throw new Error('a CALL was left unanswered');
    case 'callRefused':
      return reply(turn, received.reply, 4, received.messageId, received.action);
    case 'malformed':
      log(turn, 'warn', `Malformed message: ${received.problem}`);
      return received.reply === null ? undefined : reply(turn, received.reply, 4, '-1', '');
    case 'late':
      return log(turn, 'warn', `Late answer to ${received.call.action} ${received.call.messageId} ignored`);
    case 'unexpected':
      return log(turn, 'warn', `Answer to ${received.messageId}, which was not asked`);
    case 'error':
      confirmConnection(turn);
      return handleFailedCall(turn, received.call, describe(received.error));
    case 'result':
      confirmConnection(turn);
      station.latencyMs = (turn.now - received.call.sentAt) / station.clock.scale;
      if (received.violations.length === 0) return protocol.accept(turn, received.call, received.payload);
      return handleFailedCall(turn, received.call, describeViolation(received.violations[0]!));
  }
}

function answer(turn: Turn, messageId: string, action: string, payload: unknown): void {
  const { rpc } = turn.station;
  try {
    turn.commandedBy = action;
    const response = turn.protocol.answer(turn, action, payload);
    reply(turn, answerCall(rpc, response).text, 3, messageId, action);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    reply(turn, refuseCall(rpc, error.error).text, 4, messageId, action);
  }
}

/** Somebody at the station does what a CSMS may ask for: by the same rules, without a frame. */
export function obeyLocally(turn: Turn, action: string, payload: unknown): void {
  const { protocol, station } = turn;
  if (station.power === 'off') return log(turn, 'warn', `${action} by hand: the power is off`);
  if (!protocol.serves(action)) return log(turn, 'warn', `${action} by hand: this station does not serve it`);
  const [violation] = protocol.version.actions[action]?.validateRequest(payload) ?? [];
  if (violation !== undefined) {
    return log(turn, 'warn', `${action} by hand: ${violation.path || 'the payload'} ${violation.message}`);
  }
  try {
    turn.commandedBy = `${action} by hand`;
    const { status } = protocol.answer(turn, action, payload) as { status?: unknown };
    log(turn, 'info', `${action} by hand: ${typeof status === 'string' ? status : 'done'}`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log(turn, 'warn', `${action} by hand: ${describe(error.error)}`);
  }
}

function describe(error: CallError): string {
  return `${error.errorCode}: ${error.errorDescription}`;
}

function describeViolation({ path, message }: { path: string; message: string }): string {
  return `invalid answer: ${path} ${message}`;
}

/** A CALL that failed: no answer, a CALLERROR, or an answer that breaks the schema. */
export function handleFailedCall(turn: Turn, call: SentCall<CallContext>, problem: string): void {
  log(turn, 'warn', `${call.action}: ${problem}`);
  if (call.context.purpose === 'boot') retryBootLater(turn);
  if (call.context.purpose === 'transaction') retryStoredMessage(turn, call.context.sequence, problem);
}

function reply(turn: Turn, text: string, messageType: 3 | 4, messageId: string, action: string): void {
  const cause = action === '' ? 'answer to a malformed message' : `answer to ${action}`;
  turn.outputs.push({ type: 'sendFrame', text, messageId, messageType, action, cause });
}
