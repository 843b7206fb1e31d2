// The status of a connector follows from what is the case; it is never set by hand (OCPP 1.6 §4.9).
import { configurationNumber } from '../configuration/read.js';
import type { Connector, ConnectorStatus, Fault, ReportedStatus, Station } from '../station.js';
import { canSend } from '../turn.js';
import type { Turn } from '../turn.js';
import { isOffering, isWanting } from './charging.js';
import { queueCallToSend } from './outbox.js';
import { reservationOf } from './reservations.js';
import { statusPath } from './status-paths.js';

function statusOf(station: Station, connector: Connector): ConnectorStatus {
  const { car, transaction } = connector;
  if (connector.fault?.blocking === true || station.main.fault?.blocking === true) return 'Faulted';
  if (transaction !== null) return chargingStatusOf(station, connector);
  if (!connector.available) return 'Unavailable';
  if (connector.authorization === null && reservationOf(station, connector.id) !== undefined) return 'Reserved';
  if (connector.finishing) return 'Finishing';
  return car !== null || connector.authorization !== null ? 'Preparing' : 'Available';
}

function chargingStatusOf(station: Station, connector: Connector): ConnectorStatus {
  const { car } = connector;
  if (car === null) return 'SuspendedEV';
  if (!isOffering(station, connector) || connector.offeredW === 0) return 'SuspendedEVSE';
  return isWanting(car) && connector.limitW > 0 ? 'Charging' : 'SuspendedEV';
}

function mainStatusOf({ main }: Station): ConnectorStatus {
  if (main.fault?.blocking === true) return 'Faulted';
  return main.available ? 'Available' : 'Unavailable';
}

/** Brings every status up to date and reports what changed, when the CSMS can be told. */
export function settleStatuses(turn: Turn, cause: string): void {
  const { station } = turn;
  settle(turn, station.main, 0, mainStatusOf(station), station.main.fault, cause);
  for (const connector of station.connectors) {
    settle(turn, connector, connector.id, statusOf(station, connector), connector.fault ?? station.main.fault, cause);
  }
}

function settle(
  turn: Turn,
  reported: ReportedStatus,
  connectorId: number,
  status: ConnectorStatus,
  fault: Fault | null,
  cause: string,
): void {
  if (status !== reported.status) {
    reported.status = status;
    reported.statusSince = turn.now;
  }
  const errorCode = fault?.errorCode ?? 'NoError';
  if (status === reported.reportedStatus && errorCode === reported.reportedError) return;
  if (!canSend(turn.station) || turn.now < reportAt(turn.station, reported)) return;
  report(turn, reported, connectorId, fault, cause);
}

/** When a status may be reported: once it has been stable for MinimumStatusDuration (OCPP 1.6 §9.1). */
function reportAt(station: Station, reported: ReportedStatus): number {
  if (reported.reportedStatus === null) return reported.statusSince;
  return reported.statusSince + configurationNumber(station, 'MinimumStatusDuration') * 1000;
}

/** The next time at which a status that is held back wants to be reported; Infinity: none is. */
export function nextReportAt(station: Station): number {
  if (!canSend(station)) return Infinity;
  let next = heldBackUntil(station, station.main);
  for (const connector of station.connectors) next = Math.min(next, heldBackUntil(station, connector));
  return next;
}

function heldBackUntil(station: Station, reported: ReportedStatus): number {
  return reported.status === reported.reportedStatus ? Infinity : reportAt(station, reported);
}

function report(turn: Turn, reported: ReportedStatus, connectorId: number, fault: Fault | null, cause: string): void {
  const { status, reportedStatus } = reported;
  const isSteady = configurationNumber(turn.station, 'MinimumStatusDuration') > 0;
  const path = reportedStatus === null || isSteady ? [status] : statusPath(reportedStatus, status);
  // An error code alone may change too; the path is empty then.
  // After a boot, or when the last report was lost, what happened just now is not the reason.
  const why = reportedStatus === null && turn.commandedBy === null ? 'the CSMS has not been told yet' : cause;
  for (const step of path.length === 0 ? [status] : path) queueStatus(turn, connectorId, step, fault, reported, why);
  reported.reportedStatus = status;
  reported.reportedError = fault?.errorCode ?? 'NoError';
}

function queueStatus(
  turn: Turn,
  connectorId: number,
  status: ConnectorStatus,
  fault: Fault | null,
  { statusSince }: ReportedStatus,
  cause: string,
): void {
  const draft = turn.protocol.status(turn.station, {
    connectorId,
    status,
    errorCode: fault?.errorCode ?? 'NoError',
    info: fault?.info ?? null,
    vendorErrorCode: fault?.vendorErrorCode ?? null,
    at: statusSince,
  });
  queueCallToSend(turn, draft, { cause, purpose: 'status', connectorId });
}

/** TriggerMessage: the status as it is, whether it changed or not. */
export function queueStatusNow(turn: Turn, connectorId: number, cause: string): void {
  const { station } = turn;
  const connector = connectorId === 0 ? station.main : station.connectors[connectorId - 1];
  if (connector === undefined) return;
  queueStatus(turn, connectorId, connector.status, connector.fault ?? station.main.fault, connector, cause);
}

/** After a boot or a restart the CSMS is told every status again (OCPP 1.6 §4.9). */
export function forgetReports(station: Station): void {
  for (const reported of [station.main, ...station.connectors]) {
    reported.reportedStatus = null;
    reported.reportedError = 'NoError';
  }
}
