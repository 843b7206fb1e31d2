// What happened in a fleet, counted frame by frame.
import { parseFrame } from '@simulator/ocpp';
import type { StationInput, StationOutput } from '@simulator/station';
import type { FleetStation } from './fleet-station.js';
import { LatencyHistogram } from './latency-histogram.js';

/** Reasons that are told apart; further ones are counted together. */
const MAX_REASONS = 50;

export class FleetStatistics {
  sent = 0;
  received = 0;
  readonly callsSent = new Map<string, number>();
  transactionsStarted = 0;
  transactionsStopped = 0;
  /** Handshakes that failed, and open connections that ended. */
  connectionsFailed = 0;
  connectionsLost = 0;
  callErrors = 0;
  callsUnanswered = 0;
  refusedTags = 0;
  brokenStations = 0;
  readonly reasons = new Map<string, number>();
  readonly latency = new LatencyHistogram();

  stepped(member: FleetStation, input: StationInput, outputs: readonly StationOutput[], ending: boolean): void {
    if (input.type === 'frameReceived') this.#received(member, input.text);
    else if (input.type === 'disconnected') this.#disconnected(member, input, ending);
    for (const output of outputs) {
      if (output.type !== 'sendFrame') continue;
      this.sent += 1;
      if (output.messageType === 2) this.#called(member, output.action);
    }
  }

  failed(reason: string): void {
    const known = this.reasons.has(reason) || this.reasons.size < MAX_REASONS ? reason : 'other reasons';
    this.reasons.set(known, (this.reasons.get(known) ?? 0) + 1);
  }

  #called(member: FleetStation, action: string): void {
    // One CALL at a time: the one before has not been answered.
    if (member.calledAt !== 0) this.callsUnanswered += 1;
    member.calledAt = performance.now();
    member.calledAction = action;
    this.callsSent.set(action, (this.callsSent.get(action) ?? 0) + 1);
  }

  #received(member: FleetStation, text: string): void {
    this.received += 1;
    const messageType = messageTypeOf(text);
    if (messageType === 2 || member.calledAt === 0) return;
    this.latency.add(performance.now() - member.calledAt);
    member.calledAt = 0;
    if (messageType === 4) {
      this.callErrors += 1;
      this.failed(`CALLERROR to ${member.calledAction}: ${errorCodeOf(text)}`);
    } else if (member.calledAction === 'StartTransaction') this.transactionsStarted += 1;
    else if (member.calledAction === 'StopTransaction') this.transactionsStopped += 1;
  }

  #disconnected(
    member: FleetStation,
    { wasOpen, code, reason }: Extract<StationInput, { type: 'disconnected' }>,
    ending: boolean,
  ): void {
    if (member.calledAt !== 0) this.callsUnanswered += 1;
    member.calledAt = 0;
    if (ending) return;
    if (wasOpen) this.connectionsLost += 1;
    else this.connectionsFailed += 1;
    this.failed(reason === '' ? `closed with code ${code}` : reason);
  }
}

/** Nearly every frame begins with "[3,": worth a look before it is parsed. */
function messageTypeOf(text: string): 2 | 3 | 4 | null {
  if (text.startsWith('[3,')) return 3;
  const frame = parseFrame(text);
  return { call: 2 as const, callResult: 3 as const, callError: 4 as const, malformed: null }[frame.type];
}

function errorCodeOf(text: string): string {
  const frame = parseFrame(text);
  return frame.type === 'callError' ? frame.errorCode : '?';
}
