// SetChargingProfile, ClearChargingProfile, GetCompositeSchedule (OCPP 1.6 §5.5, §5.7, §5.16).
import type { CallError, v16 } from '@simulator/ocpp';
import { capabilitiesOf, compositeScheduleOf } from '../../core/site.js';
import { clearProfiles, installProfile } from '../../smart-charging/index.js';
import { connectorById, log, persist } from '../../turn.js';
import type { Turn } from '../../turn.js';
import { Refusal } from './refusal.js';

export function setChargingProfile(
  turn: Turn,
  { connectorId, csChargingProfiles }: v16.SetChargingProfileRequest,
): v16.SetChargingProfileResponse {
  const { station, now } = turn;
  const connector = connectorById(station, connectorId);
  if (connectorId !== 0 && connector === undefined) throw new Refusal(unknownConnector(connectorId));
  const transaction = connector?.transaction ?? null;
  const context = { now: now + station.clock.offsetMs, capabilities: capabilitiesOf(station), transaction };
  const { status, reason } = installProfile(station.profiles, connectorId, csChargingProfiles, context);
  if (reason !== null) log(turn, 'info', `SetChargingProfile answered ${status}: ${reason}`);
  else persist(turn, 'profiles');
  return { status };
}

/** OCPP 1.6 errata 4.0 §3.39 */
function unknownConnector(connectorId: number): CallError {
  return { errorCode: 'PropertyConstraintViolation', errorDescription: `There is no connector ${connectorId}` };
}

export function clearChargingProfile(
  turn: Turn,
  request: v16.ClearChargingProfileRequest,
): v16.ClearChargingProfileResponse {
  const status = clearProfiles(turn.station.profiles, request);
  if (status === 'Accepted') persist(turn, 'profiles');
  return { status };
}

export function getCompositeSchedule(
  turn: Turn,
  request: v16.GetCompositeScheduleRequest,
): v16.GetCompositeScheduleResponse {
  const composite = compositeScheduleOf(turn.station, request, turn.now);
  if (composite === null) return { status: 'Rejected' };
  return {
    status: 'Accepted',
    connectorId: request.connectorId,
    scheduleStart: new Date(composite.scheduleStart).toISOString(),
    chargingSchedule: composite.chargingSchedule,
  };
}
