// RemoteStartTransaction, RemoteStopTransaction, UnlockConnector, Reset, ChangeAvailability (OCPP 1.6 §5).
import type { v16 } from '@simulator/ocpp';
import { configurationFlag } from '../../configuration/read.js';
import { changeAvailability as change } from '../../core/availability.js';
import { requestReset } from '../../core/power.js';
import { mayStart } from '../../core/reservations.js';
import { acceptTag, authorize, unlockConnector } from '../../core/sessions.js';
import { capabilitiesOf } from '../../core/site.js';
import { stopTransaction } from '../../core/transactions.js';
import { checkRemoteStartProfile } from '../../smart-charging/index.js';
import type { Connector, Station } from '../../station.js';
import { connectorById, log, persistConnector } from '../../turn.js';
import type { Turn } from '../../turn.js';

/** OCPP 1.6 §5.11 */
export function remoteStart(
  turn: Turn,
  request: v16.RemoteStartTransactionRequest,
): v16.RemoteStartTransactionResponse {
  const { idTag, connectorId, chargingProfile } = request;
  const { station } = turn;
  const profile = chargingProfile as v16.SetChargingProfileRequest['csChargingProfiles'] | undefined;
  if (profile !== undefined) {
    const { status, reason } = checkRemoteStartProfile(profile, capabilitiesOf(station));
    if (status !== 'Accepted') return rejectStart(turn, `its charging profile is refused: ${reason}`);
  }
  const connector = connectorId === undefined ? freeConnector(station) : connectorById(station, connectorId);
  if (connector === undefined || !canStart(connector)) return rejectStart(turn, 'no such connector is free');
  if (!mayStart(station, connector, { idTag, parentIdTag: null }))
    return rejectStart(turn, 'the connector is reserved');
  connector.remoteProfile = profile ?? null;
  persistConnector(turn, connector);
  if (configurationFlag(station, 'AuthorizeRemoteTxRequests')) {
    authorize(turn, connector, idTag, 'authorizeStart', 'RemoteStartTransaction');
  } else {
    acceptTag(turn, connector, { idTag, parentIdTag: null }, 'RemoteStartTransaction');
  }
  return { status: 'Accepted' };
}

function rejectStart(turn: Turn, why: string): v16.RemoteStartTransactionResponse {
  log(turn, 'info', `RemoteStartTransaction rejected: ${why}`);
  return { status: 'Rejected' };
}

/** One with a waiting car first. */
function freeConnector({ connectors }: Station): Connector | undefined {
  const free = connectors.filter(canStart);
  return free.find(({ car }) => car !== null) ?? free[0];
}

function canStart({ transaction, authorization, status }: Connector): boolean {
  if (transaction !== null || authorization !== null) return false;
  return status === 'Available' || status === 'Preparing' || status === 'Finishing' || status === 'Reserved';
}

/** OCPP 1.6 §5.12 */
export function remoteStop(turn: Turn, request: v16.RemoteStopTransactionRequest): v16.RemoteStopTransactionResponse {
  const { transactionId } = request;
  const connector = turn.station.connectors.find(({ transaction }) => transaction?.transactionId === transactionId);
  if (connector === undefined) return { status: 'Rejected' };
  stopTransaction(turn, connector, { reason: 'Remote', idTag: null }, 'RemoteStopTransaction');
  return { status: 'Accepted' };
}

/** OCPP 1.6 §5.18 */
export function unlock(turn: Turn, { connectorId }: v16.UnlockConnectorRequest): v16.UnlockConnectorResponse {
  return { status: unlockConnector(turn, connectorId) };
}

/** OCPP 1.6 §5.14 */
export function reset(turn: Turn, { type }: v16.ResetRequest): v16.ResetResponse {
  if (turn.station.reset !== null) return { status: 'Rejected' };
  requestReset(turn, type);
  return { status: 'Accepted' };
}

/** OCPP 1.6 §5.2 */
export function changeAvailability(
  turn: Turn,
  { connectorId, type }: v16.ChangeAvailabilityRequest,
): v16.ChangeAvailabilityResponse {
  return { status: change(turn, connectorId, type === 'Operative') };
}
