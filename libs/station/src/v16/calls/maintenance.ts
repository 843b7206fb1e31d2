// UpdateFirmware, GetDiagnostics, GetLog, TriggerMessage, ExtendedTriggerMessage (OCPP 1.6 §5.8, §5.17, §5.19; whitepaper §4).
import type { v16 } from '@simulator/ocpp';
import { fromWire } from '../../clock.js';
import { configurationList } from '../../configuration/read.js';
import { requestOwnCertificate } from '../../core/certificates.js';
import { queueFirmwareStatus, requestFirmware } from '../../core/firmware.js';
import { sendMeterValues } from '../../core/meter-values.js';
import { queueCallToSend } from '../../core/outbox.js';
import { queueBoot } from '../../core/registration.js';
import { queueStatusNow } from '../../core/statuses.js';
import { queueUploadStatus, requestUpload } from '../../core/uploads.js';
import { connectorById } from '../../turn.js';
import type { Turn } from '../../turn.js';

const DEFAULT_ATTEMPTS = 1;
const DEFAULT_RETRY_S = 60;

/** OCPP 1.6 §5.19 */
export function updateFirmware(turn: Turn, request: v16.UpdateFirmwareRequest): v16.UpdateFirmwareResponse {
  const { location, retrieveDate, retries, retryInterval } = request;
  requestFirmware(turn, {
    location,
    signed: null,
    retrieveAt: fromWire(turn.station, retrieveDate),
    attemptsLeft: (retries ?? 0) + DEFAULT_ATTEMPTS,
    retryIntervalMs: (retryInterval ?? DEFAULT_RETRY_S) * 1000,
  });
  return {};
}

/** OCPP 1.6 §5.9 */
export function getDiagnostics(turn: Turn, request: v16.GetDiagnosticsRequest): v16.GetDiagnosticsResponse {
  const { location, retries, retryInterval } = request;
  const { fileName } = requestUpload(turn, 'diagnostics', {
    requestId: null,
    location,
    attempts: (retries ?? 0) + DEFAULT_ATTEMPTS,
    retryIntervalMs: (retryInterval ?? DEFAULT_RETRY_S) * 1000,
  });
  return { fileName };
}

/** Security whitepaper §4.4: a second request takes the place of one under way. */
export function getLog(turn: Turn, request: v16.GetLogRequest): v16.GetLogResponse {
  const { fileName, replaced } = requestUpload(turn, 'log', {
    requestId: request.requestId,
    location: request.log.remoteLocation,
    attempts: (request.retries ?? 0) + DEFAULT_ATTEMPTS,
    retryIntervalMs: (request.retryInterval ?? DEFAULT_RETRY_S) * 1000,
  });
  return { status: replaced ? 'AcceptedCanceled' : 'Accepted', filename: fileName };
}

type Requested = v16.ExtendedTriggerMessageRequest['requestedMessage'] | v16.TriggerMessageRequest['requestedMessage'];
type TriggerStatus = 'Accepted' | 'Rejected' | 'NotImplemented';

/** OCPP 1.6 §5.17; may come while the registration is pending. */
export function triggerMessage(turn: Turn, request: v16.TriggerMessageRequest): v16.TriggerMessageResponse {
  return { status: trigger(turn, request.requestedMessage, request.connectorId, 'TriggerMessage') };
}

/** Security whitepaper §4.1 */
export function extendedTriggerMessage(
  turn: Turn,
  request: v16.ExtendedTriggerMessageRequest,
): v16.ExtendedTriggerMessageResponse {
  return { status: trigger(turn, request.requestedMessage, request.connectorId, 'ExtendedTriggerMessage') };
}

function trigger(turn: Turn, message: Requested, connectorId: number | undefined, cause: string): TriggerStatus {
  const { station } = turn;
  if (connectorId !== undefined && connectorId !== 0 && !connectorById(station, connectorId)) return 'Rejected';
  switch (message) {
    case 'BootNotification':
      queueBoot(turn, cause);
      return 'Accepted';
    case 'Heartbeat':
      queueCallToSend(turn, turn.protocol.heartbeat(), { cause, purpose: 'heartbeat' });
      return 'Accepted';
    case 'StatusNotification':
      for (const id of connectorId === undefined ? [0, ...station.connectors.map(({ id }) => id)] : [connectorId]) {
        queueStatusNow(turn, id, cause);
      }
      return 'Accepted';
    case 'MeterValues':
      return triggerMeterValues(turn, connectorId, cause);
    case 'FirmwareStatusNotification':
      queueFirmwareStatus(turn, cause);
      return 'Accepted';
    case 'DiagnosticsStatusNotification':
      queueUploadStatus(turn, 'diagnostics', cause);
      return 'Accepted';
    case 'LogStatusNotification':
      queueUploadStatus(turn, 'log', cause);
      return 'Accepted';
    case 'SignChargePointCertificate':
      requestOwnCertificate(turn, cause);
      return 'Accepted';
  }
}

function triggerMeterValues(turn: Turn, connectorId: number | undefined, cause: string): TriggerStatus {
  const { station } = turn;
  if (connectorId === 0) return 'Rejected';
  const connectors = station.connectors.filter(({ id }) => connectorId === undefined || id === connectorId);
  const measurands = configurationList(station, 'MeterValuesSampledData');
  for (const connector of connectors) {
    if (!connector.meterBroken) sendMeterValues(turn, connector, measurands, 'Trigger', cause);
  }
  return 'Accepted';
}
