// Configuration keys of OCPP 1.6 §9 that the engine obeys. Defaults are shared; a station stores only what differs.
import type { Station } from './station.js';

/** Values are texts on the wire (OCPP 1.6 §5.3); the unit of every interval is seconds. */
export const configurationDefaults = {
  AuthorizeRemoteTxRequests: 'true',
  ConnectionTimeOut: '60',
  HeartbeatInterval: '300',
  MeterValuesSampledData: 'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC',
  MeterValueSampleInterval: '60',
  StopTransactionOnEVSideDisconnect: 'true',
  StopTransactionOnInvalidId: 'true',
  TransactionMessageAttempts: '3',
  TransactionMessageRetryInterval: '60',
} as const satisfies Record<string, string>;

export type ConfigurationKey = keyof typeof configurationDefaults;

export function configurationText(station: Station, key: ConfigurationKey): string {
  return station.configuration[key] ?? configurationDefaults[key];
}

/** A number key; a value that is no number counts as the default. */
export function configurationNumber(station: Station, key: ConfigurationKey): number {
  const value = Number(configurationText(station, key));
  return Number.isFinite(value) ? value : Number(configurationDefaults[key]);
}

export function configurationFlag(station: Station, key: ConfigurationKey): boolean {
  return configurationText(station, key).toLowerCase() === 'true';
}
