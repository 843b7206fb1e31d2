// CALLs of the CSMS that the station answers: a table action → handler. A new message is a new row.
import type { v16 } from '@simulator/ocpp';
import { configurationFlag } from '../configuration.js';
import { acceptTag, authorize } from '../core/sessions.js';
import { stopTransaction } from '../core/transactions.js';
import type { Connector } from '../station.js';
import type { Turn } from '../turn.js';

type Handlers = { [A in v16.Action]?: (turn: Turn, request: v16.RequestOf<A>) => v16.ResponseOf<A> };

const handlers: Handlers = {
  RemoteStartTransaction: remoteStart,
  RemoteStopTransaction: remoteStop,
};

export const serves = (action: string): boolean => Object.hasOwn(handlers, action);

export function answer(turn: Turn, action: string, payload: unknown): unknown {
  const handler = handlers[action as v16.Action] as ((turn: Turn, request: unknown) => unknown) | undefined;
  if (handler === undefined) throw new Error(`no handler for ${action}`);
  return handler(turn, payload);
}

/** OCPP 1.6 §5.11 */
function remoteStart(turn: Turn, request: v16.RemoteStartTransactionRequest): v16.RemoteStartTransactionResponse {
  const { idTag, connectorId } = request;
  const connector = turn.station.connectors.find(
    (candidate) => canStart(candidate) && (connectorId === undefined || candidate.id === connectorId),
  );
  if (connector === undefined) return { status: 'Rejected' };
  if (configurationFlag(turn.station, 'AuthorizeRemoteTxRequests')) {
    authorize(turn, connector, idTag, 'authorizeStart', 'RemoteStartTransaction');
  } else {
    acceptTag(turn, connector, { idTag, parentIdTag: null }, 'RemoteStartTransaction');
  }
  return { status: 'Accepted' };
}

function canStart({ transaction, authorization, status }: Connector): boolean {
  if (transaction !== null || authorization !== null) return false;
  return status === 'Available' || status === 'Preparing' || status === 'Finishing';
}

/** OCPP 1.6 §5.12 */
function remoteStop(turn: Turn, request: v16.RemoteStopTransactionRequest): v16.RemoteStopTransactionResponse {
  const connector = turn.station.connectors.find(
    ({ transaction }) => transaction?.transactionId === request.transactionId,
  );
  if (connector === undefined) return { status: 'Rejected' };
  stopTransaction(turn, connector, { reason: 'Remote', idTag: null }, 'RemoteStopTransaction');
  return { status: 'Accepted' };
}
