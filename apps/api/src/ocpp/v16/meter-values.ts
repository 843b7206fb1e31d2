import type { v16 } from '@simulator/ocpp';
import type { Sample } from '../../transactions/sample.js';
import { parseStationTime } from '../station-time.js';
import type { Handler } from './handler.js';

// OCPP 1.6 §4.7. Stored in any case: without a transaction, for connector 0, for a transaction that is not known.
export const meterValues: Handler<'MeterValues'> = async (request, { stationId, receivedAt }, csms) => {
  const { connectorId, transactionId } = request;
  const known = transactionId !== undefined && (await csms.transactions.belongsTo(transactionId, stationId));
  const samples = readSamples(request.meterValue, receivedAt, 'Sample.Periodic');
  const origin = { stationId, connectorId, transactionId: known ? transactionId : null, receivedAt };
  await csms.meterValues.store(origin, samples);
  if (!known && transactionId !== undefined) {
    const reason = `Transaction ${transactionId} is not known for this station`;
    await csms.transactions.keepAside({ stationId, action: 'MeterValues', payload: request, reason, receivedAt });
  }
  // As JSON they have their times as texts.
  csms.events.publish('meter', stationId, { connectorId, transactionId: transactionId ?? null, values: samples });
  return {};
};

type MeterValue = v16.RequestOf<'MeterValues'>['meterValue'][number];

/** Flattens meter values, with the defaults of OCPP 1.6 §7.43. */
export function readSamples(
  values: readonly MeterValue[],
  receivedAt: Date,
  defaultContext: 'Sample.Periodic' | 'Transaction.End',
): Sample[] {
  const samples: Sample[] = [];
  for (const { timestamp, sampledValue } of values) {
    const sampledAt = parseStationTime(timestamp) ?? receivedAt;
    for (const sample of sampledValue) {
      const measurand = sample.measurand ?? 'Energy.Active.Import.Register';
      samples.push({
        sampledAt,
        measurand,
        phase: sample.phase ?? null,
        location: sample.location ?? 'Outlet',
        context: sample.context ?? defaultContext,
        unit: sample.unit ?? (measurand.startsWith('Energy.') ? 'Wh' : null),
        format: sample.format ?? 'Raw',
        value: sample.value,
      });
    }
  }
  return samples;
}
