// What the station sends, in the order in which it came to be. Two queues: informational CALLs live only as long as the
// connection; messages about transactions are kept until answered (OCPP 1.6 §3.7).
import { loseConnection, nextCall } from '@simulator/ocpp';
import type { QueuedCall, RpcSession } from '@simulator/ocpp';
import { configurationNumber } from '../configuration.js';
import type { CallContext, Connector, TransactionMessage } from '../station.js';
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
    status: details.status ?? null,
  };
  station.rpc.queue.push({ action: draft.action, payload: draft.payload, context });
}

/** Queues a message about a transaction; it survives everything until it is answered. */
export function queueTransactionMessage(
  turn: Turn,
  connector: Connector,
  message: Pick<TransactionMessage, 'kind' | 'localId' | 'payload' | 'cause'>,
): void {
  const { station } = turn;
  station.sequence += 1;
  station.transactionMessages.push({
    sequence: station.sequence,
    kind: message.kind,
    connectorId: connector.id,
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
  if (station.connection.state !== 'open' || station.rpc.outstanding !== null) return;
  const transactionMessage = dueTransactionMessage(turn);
  const call = rpc.queue[0];
  if (transactionMessage !== undefined && (call === undefined || transactionMessage.sequence < call.context.sequence)) {
    rpc.queue.unshift(transactionCall(turn, transactionMessage));
  }
  const messageId = `${station.config.seed.toString(36)}-${station.connection.openedAt.toString(36)}-${station.messageNumber.toString(36)}`;
  const text = nextCall(rpc, messageId, turn.now, CALL_TIMEOUT_MS);
  const sent = rpc.outstanding;
  if (text === null || sent === null) return;
  station.messageNumber += 1;
  turn.outputs.push({
    type: 'sendFrame',
    text,
    messageId,
    messageType: 2,
    action: sent.action,
    cause: sent.context.cause,
  });
}

function dueTransactionMessage(turn: Turn): TransactionMessage | undefined {
  const { station, now } = turn;
  const head = station.transactionMessages[0];
  if (station.registration !== 'accepted' || head === undefined || head.notBefore > now) return undefined;
  return head;
}

function transactionCall(turn: Turn, message: TransactionMessage): QueuedCall<CallContext> {
  const transactionId = turn.station.transactionIds[message.localId] ?? null;
  const draft = turn.protocol.transactionCall(message.kind, message.payload, transactionId);
  const { sequence, cause, connectorId } = message;
  const context: CallContext = { sequence, cause, connectorId, idTag: null, purpose: 'transaction', status: null };
  return { action: draft.action, payload: draft.payload, context };
}

/** The head of the transaction queue was answered: it is done with, for good. */
export function finishTransactionMessage(turn: Turn, sequence: number): TransactionMessage | undefined {
  const { station } = turn;
  if (station.transactionMessages[0]?.sequence !== sequence) return undefined;
  const message = station.transactionMessages.shift();
  if (message?.kind === 'stop') delete station.transactionIds[message.localId];
  persist(turn, 'queue');
  return message;
}

/** The CSMS failed to process the head: try again later, or give up (OCPP 1.6 §3.7.1). */
export function retryTransactionMessage(turn: Turn, sequence: number, problem: string): void {
  const head = turn.station.transactionMessages[0];
  if (head === undefined || head.sequence !== sequence) return;
  head.attempts += 1;
  const attempts = configurationNumber(turn.station, 'TransactionMessageAttempts');
  if (head.attempts >= attempts) {
    log(
      turn,
      'error',
      `${head.kind} message of transaction ${head.localId} given up after ${head.attempts} attempts: ${problem}`,
    );
    finishTransactionMessage(turn, sequence);
    return;
  }
  const intervalMs = configurationNumber(turn.station, 'TransactionMessageRetryInterval') * 1000;
  head.notBefore = turn.now + intervalMs * head.attempts;
  persist(turn, 'queue');
}

/** The connection is gone: informational CALLs are dropped, transaction messages stay for the next connection. */
export function dropCalls(turn: Turn): void {
  const { rpc } = turn.station;
  const lost = loseConnection(rpc);
  const dropped = rpc.queue.splice(0);
  for (const call of lost === null ? dropped : [lost, ...dropped]) {
    const { purpose, connectorId, cause } = call.context;
    if (purpose === 'status' && connectorId !== null) {
      const connector = connectorById(turn.station, connectorId);
      if (connector) connector.reportedStatus = null;
    }
    if (purpose !== 'transaction') log(turn, 'debug', `${call.action} (${cause}) dropped: the connection is gone`);
  }
}
