// ClearCache, SendLocalList, GetLocalListVersion, ReserveNow, CancelReservation (OCPP 1.6 §5).
import type { v16 } from '@simulator/ocpp';
import { fromWire } from '../../clock.js';
import { localListVersion, updateLocalList } from '../../core/local-list.js';
import { cancelReservation as cancel, reserve } from '../../core/reservations.js';
import { clearCache as clear } from '../../core/tag-decision.js';
import type { Turn } from '../../turn.js';
import { tagInfoOf } from '../answers.js';

/** OCPP 1.6 §5.4 */
export function clearCache(turn: Turn): v16.ClearCacheResponse {
  return { status: clear(turn) ? 'Accepted' : 'Rejected' };
}

/** OCPP 1.6 §5.15 */
export function sendLocalList(turn: Turn, request: v16.SendLocalListRequest): v16.SendLocalListResponse {
  const update = (request.localAuthorizationList ?? []).map(({ idTag, idTagInfo }) => ({
    idTag,
    info: idTagInfo === undefined ? null : tagInfoOf(turn.station, idTagInfo),
  }));
  return { status: updateLocalList(turn, request.listVersion, request.updateType, update) };
}

/** OCPP 1.6 §5.10 */
export function getLocalListVersion(turn: Turn): v16.GetLocalListVersionResponse {
  return { listVersion: localListVersion(turn) };
}

/** OCPP 1.6 §5.13 */
export function reserveNow(turn: Turn, request: v16.ReserveNowRequest): v16.ReserveNowResponse {
  const { reservationId, connectorId, idTag, parentIdTag, expiryDate } = request;
  const expiresAt = fromWire(turn.station, expiryDate);
  if (!(expiresAt > turn.now)) return { status: 'Rejected' };
  return { status: reserve(turn, { reservationId, connectorId, idTag, parentIdTag: parentIdTag ?? null, expiresAt }) };
}

/** OCPP 1.6 §5.1 */
export function cancelReservation(
  turn: Turn,
  { reservationId }: v16.CancelReservationRequest,
): v16.CancelReservationResponse {
  return { status: cancel(turn, reservationId) ? 'Accepted' : 'Rejected' };
}
