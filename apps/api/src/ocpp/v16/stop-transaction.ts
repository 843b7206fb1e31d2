import { parseStationTime } from '../station-time.js';
import { judge } from './authorize.js';
import type { Handler } from './handler.js';
import { readSamples } from './meter-values.js';

// OCPP 1.6 §4.10. Always answered: a station that gets no CALLRESULT would send the same stop for ever.
export const stopTransaction: Handler<'StopTransaction'> = async (request, context, csms) => {
  const { stationId, messageId, receivedAt } = context;
  const { idTag, transactionId } = request;
  const outcome = await csms.transactions.stop({
    stationId,
    transactionId,
    meterStopWh: request.meterStop,
    stoppedAt: parseStationTime(request.timestamp) ?? receivedAt,
    stopReceivedAt: receivedAt,
    // §7.36: without a reason it is Local.
    stopReason: request.reason ?? 'Local',
    stopIdTag: idTag ?? null,
    samples: readSamples(request.transactionData ?? [], receivedAt, 'Transaction.End'),
  });
  if (outcome.kind === 'stopped') {
    const event = { transactionId, meterStopWh: request.meterStop, stopReason: request.reason ?? 'Local' };
    csms.events.publish('transaction', stationId, { state: 'stopped', ...event });
  }
  if (outcome.kind === 'keptAside') {
    await csms.transactions.keepAside({
      stationId,
      action: 'StopTransaction',
      payload: request,
      ...outcome,
      receivedAt,
    });
    csms.log.warn({ stationId, messageId, transactionId, reason: outcome.reason }, 'StopTransaction kept aside');
  }
  return idTag === undefined ? {} : { idTagInfo: (await judge(idTag, context, csms)).info };
};
