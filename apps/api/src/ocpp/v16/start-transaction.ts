import { parseStationTime } from '../station-time.js';
import { judge } from './authorize.js';
import type { Handler } from './handler.js';

// OCPP 1.6 §4.8. A tag that is not accepted still gets a real transaction id: energy may flow until the station stops.
export const startTransaction: Handler<'StartTransaction'> = async (request, context, csms) => {
  const { stationId, receivedAt } = context;
  const { info, concurrentTransactionLimit: limit } = await judge(request.idTag, context, csms);
  const start = {
    stationId,
    connectorId: request.connectorId,
    idTag: request.idTag,
    idTagStatus: info.status,
    meterStartWh: request.meterStart,
    startedAt: parseStationTime(request.timestamp) ?? receivedAt,
    startReceivedAt: receivedAt,
    reservationId: request.reservationId ?? null,
  };
  const { transactionId, isNew } = await csms.transactions.start(start);
  if (start.reservationId !== null) {
    await csms.effects.reservationUsed(stationId, start.reservationId, transactionId, receivedAt);
  }
  // §7.2: ConcurrentTx is an answer to StartTransaction only.
  const isLimited = info.status === 'Accepted' && limit !== null;
  const isOneTooMany = isLimited && (await csms.transactions.reachesLimit(transactionId, start, limit));
  if (isOneTooMany) await csms.transactions.recordVerdict(transactionId, 'ConcurrentTx');
  const idTagInfo = isOneTooMany ? { ...info, status: 'ConcurrentTx' as const } : info;
  if (isNew) {
    const { connectorId, idTag, meterStartWh } = start;
    const startedAt = start.startedAt.toISOString();
    const event = { transactionId, connectorId, idTag, idTagStatus: idTagInfo.status, meterStartWh, startedAt };
    csms.events.publish('transaction', stationId, { state: 'active', ...event });
  }
  return { transactionId, idTagInfo };
};
