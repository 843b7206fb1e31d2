// Requests of OCPP 1.6, built from the domain.
import type { v16 } from '@simulator/ocpp';
import { configurationText } from '../configuration.js';
import { takeSamples } from '../core/measurands.js';
import { meterWh } from '../core/transactions.js';
import type { Connector, ConnectorStatus, Station, Transaction } from '../station.js';
import type { Draft, StopDetails } from '../turn.js';

function draft<A extends v16.Action>(action: A, payload: v16.RequestOf<A>): Draft {
  return { action, payload: payload as Record<string, unknown> };
}

const isoTime = (at: number): string => new Date(at).toISOString();

/** OCPP 1.6 §6.3 */
export function boot({ config }: Station): Draft {
  return draft('BootNotification', {
    chargePointVendor: config.vendor,
    chargePointModel: config.model,
    chargePointSerialNumber: config.serialNumber,
    firmwareVersion: config.firmwareVersion,
  });
}

/** OCPP 1.6 §6.29 */
export const heartbeat = (): Draft => draft('Heartbeat', {});

/** OCPP 1.6 §6.47 */
export function status(connector: Connector | null, connectorStatus: ConnectorStatus, at: number): Draft {
  return draft('StatusNotification', {
    connectorId: connector?.id ?? 0,
    errorCode: 'NoError',
    status: connectorStatus,
    timestamp: isoTime(at),
  });
}

/** OCPP 1.6 §6.1 */
export const authorize = (idTag: string): Draft => draft('Authorize', { idTag });

/** OCPP 1.6 §6.45 */
export function startTransaction(connector: Connector, transaction: Transaction, now: number): Draft['payload'] {
  const request: v16.StartTransactionRequest = {
    connectorId: connector.id,
    idTag: transaction.idTag,
    meterStart: transaction.meterStartWh,
    timestamp: isoTime(now),
  };
  return { ...request };
}

type SampledValue = v16.MeterValuesRequest['meterValue'][number]['sampledValue'][number];

/** OCPP 1.6 §6.31; the transactionId is filled in when it is sent. */
export function meterValues(station: Station, connector: Connector, now: number): Draft['payload'] {
  const measurands = configurationText(station, 'MeterValuesSampledData')
    .split(',')
    .map((name) => name.trim());
  const sampledValue = takeSamples(station, connector, measurands).map((sample) => {
    const { value, measurand, unit, phase, location } = sample;
    const values = { value, context: 'Sample.Periodic', measurand, ...(phase !== null && { phase }) };
    return { ...values, ...(location !== null && { location }), unit } as SampledValue;
  });
  const request: v16.MeterValuesRequest = {
    connectorId: connector.id,
    meterValue: [{ timestamp: isoTime(now), sampledValue }],
  };
  return { ...request };
}

/** OCPP 1.6 §6.49; the transactionId is filled in when it is sent. */
export function stopTransaction(
  connector: Connector,
  _transaction: Transaction,
  stop: StopDetails,
  now: number,
): Draft['payload'] {
  return {
    ...(stop.idTag !== null && { idTag: stop.idTag }),
    meterStop: meterWh(connector),
    timestamp: isoTime(now),
    reason: stop.reason,
  };
}

/** A transaction whose StartTransaction was never accepted has no id; -1 says so to the CSMS. */
const NO_TRANSACTION_ID = -1;

export function transactionCall(
  kind: 'start' | 'meterValues' | 'stop',
  payload: Draft['payload'],
  transactionId: number | null,
): Draft {
  if (kind === 'start') return { action: 'StartTransaction', payload };
  const action = kind === 'stop' ? 'StopTransaction' : 'MeterValues';
  return { action, payload: { ...payload, transactionId: transactionId ?? NO_TRANSACTION_ID } };
}
