// Meter values as OCPP names them (OCPP 1.6 §7.31), computed from one state, so that they agree with each other.
import type { Connector, Station } from '../station.js';
import { meterWh } from './transactions.js';

export interface Sample {
  measurand: string;
  value: string;
  unit: string;
  /** `L1`, `L1-N`, …; null: over all phases, or DC. */
  phase: string | null;
  location: 'Outlet' | 'EV' | null;
}

/** The samples of the listed measurands; what this connector cannot measure is left out. */
export function takeSamples(station: Station, connector: Connector, measurands: readonly string[]): Sample[] {
  return measurands.flatMap((measurand) => samplersByMeasurand[measurand]?.(connector, station) ?? []);
}

type Sampler = (connector: Connector, station: Station) => Sample[];

const samplersByMeasurand: Record<string, Sampler> = {
  'Energy.Active.Import.Register': (connector) => [
    sample('Energy.Active.Import.Register', String(meterWh(connector)), 'Wh'),
  ],
  'Power.Active.Import': ({ flow }) => [sample('Power.Active.Import', flow.powerW.toFixed(0), 'W')],
  'Power.Offered': ({ offeredW }) => [sample('Power.Offered', offeredW.toFixed(0), 'W')],
  'Current.Import': (connector) => perPhase(connector, 'Current.Import', 'A', (phase) => `L${phase}`),
  Voltage: (connector) => perPhase(connector, 'Voltage', 'V', (phase) => `L${phase}-N`),
  SoC: ({ car }) => (car === null ? [] : [{ ...sample('SoC', car.socPercent.toFixed(0), 'Percent'), location: 'EV' }]),
};

function sample(measurand: string, value: string, unit: string): Sample {
  return { measurand, value, unit, phase: null, location: 'Outlet' };
}

/** AC: one sample for each phase of the connector; a phase that the car does not use has voltage, but no current. */
function perPhase(
  { flow, car }: Connector,
  measurand: 'Current.Import' | 'Voltage',
  unit: string,
  nameOf: (phase: number) => string,
): Sample[] {
  const isDc = flow.phases === 0;
  const value = measurand === 'Voltage' ? flow.voltageV.toFixed(1) : flow.currentA.toFixed(2);
  if (isDc) return car === null ? [] : [sample(measurand, value, unit)];
  return Array.from({ length: flow.phases }, (_, index) => ({
    ...sample(measurand, value, unit),
    phase: nameOf(index + 1),
  }));
}
