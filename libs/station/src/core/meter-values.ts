// When meter values are taken (OCPP 1.6 §4.7): in a transaction at MeterValueSampleInterval, on every connector at
// ClockAlignedDataInterval, and for StopTransaction.transactionData.
import { configurationList, configurationNumber } from '../configuration/read.js';
import type { Connector } from '../station.js';
import { canSend, persistConnector } from '../turn.js';
import type { ReadingContext, Turn } from '../turn.js';
import { queueCallToSend, queueStoredMessage } from './outbox.js';

export function scheduleSample({ station, now }: Turn, connector: Connector): void {
  const intervalMs = configurationNumber(station, 'MeterValueSampleInterval') * 1000;
  if (intervalMs <= 0 || connector.transaction === null) {
    connector.sampleAt = Infinity;
    return;
  }
  // Keeps its beat; after a gap (sleep, frozen tab) it starts a new one instead of catching up in a burst.
  const next = connector.sampleAt + intervalMs;
  connector.sampleAt = next > now && next <= now + intervalMs ? next : now + intervalMs;
}

/** Periodic meter values of a transaction. */
export function sampleIfDue(turn: Turn, connector: Connector): void {
  const { transaction } = connector;
  if (connector.sampleAt > turn.now || transaction === null) return;
  scheduleSample(turn, connector);
  if (connector.meterBroken) return;
  const measurands = configurationList(turn.station, 'MeterValuesSampledData');
  sendMeterValues(turn, connector, measurands, 'Sample.Periodic', 'MeterValueSampleInterval');
  keepForStop(turn, connector, configurationList(turn.station, 'StopTxnSampledData'), 'Sample.Periodic');
  connector.sampledRegisterWh = connector.registerWh;
  persistConnector(turn, connector);
}

/** The next multiple of ClockAlignedDataInterval after midnight (UTC) on the CSMS's clock. */
export function scheduleAligned({ station, now }: Turn): void {
  const intervalMs = configurationNumber(station, 'ClockAlignedDataInterval') * 1000;
  if (intervalMs <= 0) {
    station.alignedAt = Infinity;
    return;
  }
  const wireNow = now + station.clock.offsetMs;
  const midnight = Math.floor(wireNow / 86_400_000) * 86_400_000;
  const next = midnight + (Math.floor((wireNow - midnight) / intervalMs) + 1) * intervalMs;
  station.alignedAt = Math.min(next, midnight + 86_400_000) - station.clock.offsetMs;
}

export function sampleAlignedIfDue(turn: Turn): void {
  const { station } = turn;
  if (station.alignedAt > turn.now) return;
  scheduleAligned(turn);
  const measurands = configurationList(station, 'MeterValuesAlignedData');
  for (const connector of station.connectors) {
    if (connector.meterBroken) continue;
    sendMeterValues(turn, connector, measurands, 'Sample.Clock', 'ClockAlignedDataInterval');
    keepForStop(turn, connector, configurationList(station, 'StopTxnAlignedData'), 'Sample.Clock');
    connector.alignedRegisterWh = connector.registerWh;
  }
}

/** Sends one MeterValues: kept until answered inside a transaction, informational outside. Nothing without samples. */
export function sendMeterValues(
  turn: Turn,
  connector: Connector,
  measurands: readonly string[],
  context: ReadingContext,
  cause: string,
): void {
  const { station, protocol, now } = turn;
  const value = protocol.meterValue(station, connector, measurands, context, now);
  if (value === '') return;
  const payload = protocol.meterValues(connector.id, value);
  const { transaction, id: connectorId } = connector;
  if (transaction !== null) {
    const { localId } = transaction;
    queueStoredMessage(turn, { kind: 'meterValues', connectorId, localId, payload, cause });
  } else if (canSend(station)) {
    queueCallToSend(turn, protocol.storedCall('meterValues', payload, undefined), {
      cause,
      purpose: 'other',
      connectorId,
    });
  }
}

/** Keeps a meter value for StopTransaction.transactionData, when there is something to keep. */
export function keepForStop(
  turn: Turn,
  connector: Connector,
  measurands: readonly string[],
  context: ReadingContext,
): void {
  if (connector.transaction === null || measurands.length === 0 || connector.meterBroken) return;
  const value = turn.protocol.meterValue(turn.station, connector, measurands, context, turn.now);
  if (value !== '') connector.transaction.stopData.push(value);
}
