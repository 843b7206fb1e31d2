// Requests of OCPP 1.6 and its security whitepaper, built from the domain.
import type { v16 } from '@simulator/ocpp';
import { toWire } from '../clock.js';
import { meterWh } from '../core/transactions.js';
import type { Connector, Reservation, Station, Transaction } from '../station.js';
import type { Draft, StatusDetails, StopDetails } from '../turn.js';

function draft<A extends v16.Action>(action: A, payload: v16.RequestOf<A>): Draft {
  return { action, payload: JSON.stringify(payload) };
}

/** OCPP 1.6 §6.3 */
export function boot({ config, firmwareVersion }: Station): Draft {
  return draft('BootNotification', {
    chargePointVendor: config.vendor,
    chargePointModel: config.model,
    chargePointSerialNumber: config.serialNumber,
    firmwareVersion,
  });
}

const heartbeatDraft: Draft = { action: 'Heartbeat', payload: '{}' };

/** OCPP 1.6 §6.29 */
export const heartbeat = (): Draft => heartbeatDraft;

/** OCPP 1.6 §6.47 */
export function status(station: Station, details: StatusDetails): Draft {
  const { connectorId, errorCode, vendorErrorCode, info, at } = details;
  return draft('StatusNotification', {
    connectorId,
    errorCode,
    ...(info !== null && { info: info.slice(0, 50) }),
    status: details.status,
    timestamp: toWire(station, at),
    ...(vendorErrorCode !== null && {
      vendorId: station.config.vendor,
      vendorErrorCode: vendorErrorCode.slice(0, 50),
    }),
  });
}

/** OCPP 1.6 §6.1 */
export const authorize = (idTag: string): Draft => draft('Authorize', { idTag });

/** OCPP 1.6 §6.45; open at its end, as stored messages are. */
export function startTransaction(
  station: Station,
  connector: Connector,
  transaction: Transaction,
  reservation: Reservation | null,
): string {
  return draft('StartTransaction', {
    connectorId: connector.id,
    idTag: transaction.idTag,
    meterStart: transaction.meterStartWh,
    ...(reservation !== null && { reservationId: reservation.reservationId }),
    timestamp: toWire(station, transaction.startedAt),
  }).payload.slice(0, -1);
}

/** OCPP 1.6 §6.31; open at its end: inside a transaction its id is filled in when it is sent. */
export function meterValues(connectorId: number, meterValue: string): string {
  return `{"connectorId":${connectorId},"meterValue":[${meterValue}]`;
}

/** OCPP 1.6 §6.49; open at its end: the transactionId is filled in when it is sent. */
export function stopTransaction(
  station: Station,
  connector: Connector,
  transaction: Transaction,
  stop: StopDetails,
  now: number,
): string {
  const { stopData } = transaction;
  const text = JSON.stringify({
    ...(stop.idTag !== null && { idTag: stop.idTag }),
    meterStop: meterWh(connector),
    timestamp: toWire(station, now),
    reason: stop.reason,
  });
  const open = text.slice(0, -1);
  return stopData.length === 0 ? open : `${open},"transactionData":[${stopData.join(',')}]`;
}

/** Security whitepaper §4.2 */
export function securityEvent(station: Station, type: string, techInfo: string | null, now: number): string {
  return draft('SecurityEventNotification', {
    type,
    timestamp: toWire(station, now),
    ...(techInfo !== null && { techInfo: techInfo.slice(0, 255) }),
  }).payload.slice(0, -1);
}

/** OCPP 1.6 §6.25; of a signed update: security whitepaper §4.3. Without a job: Idle. */
export function firmwareStatus({ jobs }: Station): Draft {
  const job = jobs.firmware;
  const isOver = job === null || job.nextAt === Infinity;
  if (job?.signed != null) {
    const { requestId } = job.signed;
    return draft('SignedFirmwareStatusNotification', { status: job.status, requestId });
  }
  const plain = job === null || (isOver && job.status === 'Installing') ? 'Idle' : job.status;
  return draft('FirmwareStatusNotification', { status: plain as v16.FirmwareStatusNotificationRequest['status'] });
}

/** OCPP 1.6 §6.23; of a log: security whitepaper §4.4. Without a job: Idle. */
export function uploadStatus({ jobs }: Station, kind: 'diagnostics' | 'log'): Draft {
  const job = jobs[kind];
  if (kind === 'diagnostics') return draft('DiagnosticsStatusNotification', { status: job?.status ?? 'Idle' });
  const logStatus = job?.status === 'UploadFailed' ? 'UploadFailure' : (job?.status ?? 'Idle');
  const requestId = job?.requestId ?? null;
  return draft('LogStatusNotification', { status: logStatus, ...(requestId !== null && { requestId }) });
}

const actionOf = {
  start: 'StartTransaction',
  meterValues: 'MeterValues',
  stop: 'StopTransaction',
  securityEvent: 'SecurityEventNotification',
} as const;

/** A transaction whose StartTransaction was never accepted has no id; -1 says so to the CSMS. */
const NO_TRANSACTION_ID = -1;

export function storedCall(
  kind: keyof typeof actionOf,
  payload: string,
  transactionId: number | null | undefined,
): Draft {
  const action = actionOf[kind];
  if (kind === 'start' || kind === 'securityEvent' || transactionId === undefined)
    return { action, payload: `${payload}}` };
  return { action, payload: `${payload},"transactionId":${transactionId ?? NO_TRANSACTION_ID}}` };
}
