// The engine: one input in, ordered outputs out. No I/O, no clock, no randomness but the station's own.
import { answerCall, expireCall, receiveText, refuseCall } from '@simulator/ocpp';
import type { CallError, SentCall } from '@simulator/ocpp';
import { integrateEnergy, settlePower } from './core/charging.js';
import * as connection from './core/connection.js';
import { retryTransactionMessage, sendNext } from './core/outbox.js';
import { beatIfDue, queueBoot, retryBootLater } from './core/registration.js';
import { changeCar, expireAuthorization, plugIn, presentTag, pressStop, unplug } from './core/sessions.js';
import { settleStatuses } from './core/statuses.js';
import { sampleIfDue } from './core/transactions.js';
import type { StationInput } from './input.js';
import type { StationOutput } from './output.js';
import type { CallContext, Station } from './station.js';
import { log, persist, persistConnector } from './turn.js';
import type { StationProtocol, Turn } from './turn.js';
import { protocol16 } from './v16/index.js';

const protocols: Record<Station['config']['ocppVersion'], StationProtocol> = { '1.6': protocol16 };

/**
 * Lets something happen to the station, which is changed in place, and returns what the shell must do, in order.
 * Never throws for any input from outside.
 * @param now epoch milliseconds; a time before the last one counts as no time passed.
 */
export function step(station: Station, input: StationInput, now: number): StationOutput[] {
  const turn: Turn = { station, now, outputs: [], protocol: protocols[station.config.ocppVersion] };
  integrateEnergy(station, now);
  handleInput(turn, input);
  handleDeadlines(turn);
  settlePower(station, now);
  settleStatuses(turn, causeOf(input));
  sendNext(turn);
  return turn.outputs;
}

function handleInput(turn: Turn, input: StationInput): void {
  switch (input.type) {
    case 'poweredOn':
      return powerOn(turn);
    case 'restored':
      return restore(turn);
    case 'networkSwitched':
      return connection.switchNetwork(turn, input.on);
    case 'connected':
      return connection.handleConnected(turn, input.subprotocol);
    case 'disconnected':
      return connection.handleDisconnected(turn, input);
    case 'frameReceived':
      return receiveFrame(turn, input.text);
    case 'deadlineReached':
      return;
    case 'plugged':
      return plugIn(turn, input.connectorId, input.plugIn);
    case 'unplugged':
      return unplug(turn, input.connectorId);
    case 'tagPresented':
      return presentTag(turn, input.idTag, input.connectorId);
    case 'stopPressed':
      return pressStop(turn, input.connectorId);
    case 'carChanged':
      return changeCar(turn, input);
  }
}

function powerOn(turn: Turn): void {
  if (turn.station.connection.state !== 'off') return;
  turn.station.registration = 'none';
  connection.openConnection(turn);
  persist(turn, 'station');
  for (const connector of turn.station.connectors) persistConnector(turn, connector);
}

function restore(turn: Turn): void {
  // Statuses that were on their way may not have arrived: they are reported again (OCPP 1.6 §4.9).
  for (const connector of turn.station.connectors) connector.reportedStatus = null;
  if (turn.station.connection.state !== 'off') connection.openConnection(turn);
}

function handleDeadlines(turn: Turn): void {
  const { station, now } = turn;
  const expired = expireCall(station.rpc, now);
  if (expired !== null) handleNoAnswer(turn, expired, 'no answer in time');
  if (station.connection.retryAt <= now) connection.openConnection(turn);
  if (station.connection.state === 'open' && station.bootAt <= now) queueBoot(turn, 'retry');
  beatIfDue(turn);
  for (const connector of station.connectors) {
    expireAuthorization(turn, connector);
    sampleIfDue(turn, connector);
  }
}

function receiveFrame(turn: Turn, text: string): void {
  const { station, protocol } = turn;
  const received = receiveText(station.rpc, text, protocol.version, protocol.serves);
  switch (received.kind) {
    case 'call': {
      const answered = answerCall(station.rpc, protocol.answer(turn, received.action, received.payload));
      return reply(turn, answered.text, 3, received.messageId, received.action);
    }
    case 'callWaits':
      // Calls are answered in the step that brings them; none can be waiting.
      return void refuseCall(station.rpc, protocol.version.internalError('a CALL was left unanswered'));
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
      connection.confirmConnection(turn);
      return handleNoAnswer(turn, received.call, describe(received.error));
    case 'result':
      connection.confirmConnection(turn);
      station.latencyMs = turn.now - received.call.sentAt;
      if (received.violations.length > 0) {
        const { path, message } = received.violations[0]!;
        return handleNoAnswer(turn, received.call, `invalid answer: ${path} ${message}`);
      }
      return protocol.accept(turn, received.call, received.payload);
  }
}

function describe(error: CallError): string {
  return `${error.errorCode}: ${error.errorDescription}`;
}

/** A CALL that failed: no answer, a CALLERROR, or an answer that breaks the schema. */
function handleNoAnswer(turn: Turn, call: SentCall<CallContext>, problem: string): void {
  log(turn, 'warn', `${call.action}: ${problem}`);
  if (call.context.purpose === 'boot') retryBootLater(turn);
  if (call.context.purpose === 'transaction') retryTransactionMessage(turn, call.context.sequence, problem);
}

function reply(turn: Turn, text: string, messageType: 3 | 4, messageId: string, action: string): void {
  turn.outputs.push({
    type: 'sendFrame',
    text,
    messageId,
    messageType,
    action,
    cause: `answer to ${action || 'a malformed message'}`,
  });
}

const causes: Partial<Record<StationInput['type'], string>> = {
  plugged: 'plug in',
  unplugged: 'unplug',
  tagPresented: 'tag',
  stopPressed: 'stop button',
  carChanged: 'change in the car',
  connected: 'connected',
};

/** Why a status changed in this step, in words. */
function causeOf(input: StationInput): string {
  return causes[input.type] ?? 'state changed';
}
