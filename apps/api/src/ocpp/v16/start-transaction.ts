import { parseStationTime } from '../station-time.js';
import type { Handler } from './handler.js';

// OCPP 1.6 §4.8. A tag that is not accepted still gets a real transaction id: energy may flow until the station stops.
export const startTransaction: Handler<'StartTransaction'> = async (request, { stationId, receivedAt }, csms) => {
  const idTagInfo = await csms.idTokens.judge(request.idTag, receivedAt);
  const transactionId = await csms.transactions.start({
    stationId,
    connectorId: request.connectorId,
    idTag: request.idTag,
    idTagStatus: idTagInfo.status,
    meterStartWh: request.meterStart,
    startedAt: parseStationTime(request.timestamp) ?? receivedAt,
    startReceivedAt: receivedAt,
    reservationId: request.reservationId ?? null,
  });
  return { transactionId, idTagInfo };
};
