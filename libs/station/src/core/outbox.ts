// What the station sends, in the order in which it came to be. Two queues: informational CALLs live only as long as the
// connection; messages about transactions are kept until answered (OCPP 1.6 §3.7).
import { loseConnection, nextCall } from '@simulator/ocpp';
import type { QueuedCall, RpcSession } from '@simulator/ocpp';
import { realMs } from '../clock.js';
import { configurationNumber } from '../configuration/read.js';
import type { CallContext, Station, TransactionMessage } from '../station.js';
import { connectorById, log, persist } from '../turn.js';
import type { Draft, Turn } from '../turn.js';

/** A CALL without an answer after this time is given up (OCPP-J 1.6 §4.1.1 leaves the time to the implementer). */
export const CALL_TIMEOUT_MS = 30_000;

type CallDetails = Pick<CallContext, 'cause' | 'purpose'> & Partial<CallContext>;

/** Queues an informational CALL. */
export function queueCallToSend(turn: Turn, draft: Draft, details: CallDetails): void {
  const { station } = turn;
  station.sequence += 1;
  const context: CallContext = {
    sequence: station.sequence,
    cause: details.cause,
    connectorId: details.connectorId ?? null,
    idTag: details.idTag ?? null,
    purpose: details.purpose,
  };
  station.rpc.queue.push({ action: draft.action, payload: draft.payload, context });
}

/** Queues a message that survives everything until it is answered. */
export function queueStoredMessage(
  turn: Turn,
  message: Pick<TransactionMessage, 'kind' | 'localId' | 'payload' | 'cause' | 'connectorId'>,
): void {
  const { station } = turn;
  station.sequence += 1;
  station.transactionMessages.push({
    sequence: station.sequence,
    kind: message.kind,
    connectorId: message.connectorId,
    localId: message.localId,
    payload: message.payload,
    cause: message.cause,
    attempts: 0,
    notBefore: 0,
  });
  persist(turn, 'queue');
}

/** Sends the next CALL if the line is free. */
export function sendNext(turn: Turn): void {
  const { station } = turn;
  const rpc: RpcSession<CallContext> = station.rpc;
  if (station.rpc.outstanding !== null || station.connection.state !== 'open') return;
  const stored = dueStoredMessage(turn);
  const call = rpc.queue[0];
  if (stored !== undefined && (call === undefined || stored.sequence < call.context.sequence)) {
    rpc.queue.unshift(storedCall(turn, stored));
  } else if (call === undefined) return;
  const messageId = nextMessageId(station);
  const text = nextCall(rpc, messageId, turn.now, realMs(station, CALL_TIMEOUT_MS));
  const sent = rpc.outstanding;
  if (text === null || sent === null) return;
  const { cause } = sent.context;
  turn.outputs.push({ type: 'sendFrame', text, messageId, messageType: 2, action: sent.action, cause });
}

/** Unique on this connection, and told from those of other stations and connections. */
export function nextMessageId(station: Station): string {
  station.messageNumber += 1;
  return `${station.config.seed}-${station.connection.openedAt % 1e9}-${station.messageNumber}`;
}

function dueStoredMessage({ station, now }: Turn): TransactionMessage | undefined {
  const head = station.transactionMessages[0];
  if (head === undefined || station.registration !== 'accepted' || head.notBefore > now) return undefined;
  return head;
}

function storedCall(turn: Turn, message: TransactionMessage): QueuedCall<CallContext> {
  const transactionId = turn.station.transactionIds[message.localId] ?? null;
  const { action, payload } = turn.protocol.storedCall(message.kind, message.payload, transactionId);
  const { sequence, cause, connectorId } = message;
  return { action, payload, context: { sequence, cause, connectorId, idTag: null, purpose: 'transaction' } };
}

/** The head of the stored queue was answered: it is done with, for good. */
export function finishStoredMessage(turn: Turn, sequence: number): TransactionMessage | undefined {
  const { station } = turn;
  if (station.transactionMessages[0]?.sequence !== sequence) return undefined;
  const message = station.transactionMessages.shift();
  if (message?.kind === 'stop') delete station.transactionIds[message.localId];
  persist(turn, 'queue');
  return message;
}

/** The CSMS failed to process the head: try again later, or give up (OCPP 1.6 §3.7.1). */
export function retryStoredMessage(turn: Turn, sequence: number, problem: string): void {
  const head = turn.station.transactionMessages[0];
  if (head === undefined || head.sequence !== sequence) return;
  head.attempts += 1;
  // A CSMS without the security extension refuses its messages: transactions must not wait behind them.
  const attempts = head.kind === 'securityEvent' ? 1 : configurationNumber(turn.station, 'TransactionMessageAttempts');
  if (head.attempts >= attempts) {
    log(
      turn,
      'error',
      `${head.kind} message (transaction ${head.localId}) given up after ${head.attempts} attempts: ${problem}`,
    );
    finishStoredMessage(turn, sequence);
    return;
  }
  const intervalMs = configurationNumber(turn.station, 'TransactionMessageRetryInterval') * 1000;
  head.notBefore = turn.now + intervalMs * head.attempts;
  persist(turn, 'queue');
}

/** The connection is gone: informational CALLs are dropped, stored messages stay for the next connection. */
export function dropCalls(turn: Turn): void {
  const { station } = turn;
  const lost = loseConnection(station.rpc);
  const dropped = station.rpc.queue.splice(0);
  station.heldFrames = [];
  for (const call of lost === null ? dropped : [lost, ...dropped]) {
    const { purpose, connectorId, cause } = call.context;
    if (purpose === 'status' && connectorId !== null) {
      const reported = connectorId === 0 ? station.main : connectorById(station, connectorId);
      if (reported) reported.reportedStatus = null;
    }
    if (purpose !== 'transaction') log(turn, 'debug', `${call.action} (${cause}) dropped: the connection is gone`);
  }
}
