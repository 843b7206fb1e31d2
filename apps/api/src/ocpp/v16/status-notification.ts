import { parseStationTime } from '../station-time.js';
import type { Handler } from './handler.js';

// OCPP 1.6 §4.9. A connector exists from its first status on; connector 0 is the station.
export const statusNotification: Handler<'StatusNotification'> = async (request, { stationId, receivedAt }, csms) => {
  const status = {
    stationId,
    connectorId: request.connectorId,
    status: request.status,
    errorCode: request.errorCode,
    info: request.info ?? null,
    vendorId: request.vendorId ?? null,
    vendorErrorCode: request.vendorErrorCode ?? null,
    statusAt: request.timestamp === undefined ? null : parseStationTime(request.timestamp),
    receivedAt,
  };
  await Promise.all([csms.records.recordStatus(status), csms.stations.recordStatus(status)]);
  const { connectorId, errorCode, info, statusAt } = status;
  const event = { connectorId, status: status.status, errorCode, info, statusAt: statusAt?.toISOString() ?? null };
  csms.events.publish('status', stationId, event);
  return {};
};
