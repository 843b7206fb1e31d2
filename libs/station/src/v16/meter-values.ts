// Meter values as OCPP 1.6 writes them (§7.31, §7.43). The hot path of every fleet: JSON text is put together by hand, and a
// spec compares it with the schema. All values of one moment come from one state, so that they agree with each other.
import { toWire } from '../clock.js';
import type { Connector, Station } from '../station.js';
import { meterWh } from '../core/transactions.js';
import type { ReadingContext } from '../turn.js';

/** JSON text of `{timestamp, sampledValue}`; '' when there is nothing to tell. */
export function meterValue(
  station: Station,
  connector: Connector,
  measurands: readonly string[],
  context: ReadingContext,
  now: number,
): string {
  let values = '';
  for (const measurand of measurands) {
    const write = writers[measurand];
    if (write === undefined) continue;
    const text = write(connector, station, context);
    if (text !== '') values += values === '' ? text : `,${text}`;
  }
  return values === '' ? '' : `{"timestamp":"${toWire(station, now)}","sampledValue":[${values}]}`;
}

type Writer = (connector: Connector, station: Station, context: ReadingContext) => string;

type Location = 'Outlet' | 'EV' | 'Body' | 'Inlet';

function sample(
  measurand: string,
  value: string | number,
  unit: string,
  context: ReadingContext,
  location: Location,
): string {
  return `{"value":"${value}","context":"${context}","measurand":"${measurand}","location":"${location}","unit":"${unit}"}`;
}

function phaseSample(
  measurand: string,
  value: string | number,
  unit: string,
  context: ReadingContext,
  phase: string,
): string {
  return `{"value":"${value}","context":"${context}","measurand":"${measurand}","phase":"${phase}","location":"Outlet","unit":"${unit}"}`;
}

/** A writer of one value over all phases. */
const one =
  (measurand: string, unit: string, read: (connector: Connector, station: Station) => number): Writer =>
  (connector, station, context) =>
    sample(measurand, read(connector, station), unit, context, 'Outlet');

/** A value for each phase that carries current; one value for DC. */
const perPhase =
  (measurand: string, unit: string, suffix: string, read: (connector: Connector) => number): Writer =>
  (connector, _station, context) => {
    const { phases } = connector.flow;
    const value = read(connector);
    if (phases === 0) return connector.car === null ? '' : sample(measurand, value, unit, context, 'Outlet');
    let text = phaseSample(measurand, value, unit, context, `L1${suffix}`);
    for (let phase = 2; phase <= phases; phase++) {
      text += `,${phaseSample(measurand, value, unit, context, `L${phase}${suffix}`)}`;
    }
    return text;
  };

const tenth = (value: number): number => Math.round(value * 10) / 10;
const hundredth = (value: number): number => Math.round(value * 100) / 100;
const isAc = ({ flow }: Connector): boolean => flow.phases > 0;

function intervalWh(connector: Connector, context: ReadingContext): number {
  const since = context === 'Sample.Clock' ? connector.alignedRegisterWh : connector.sampledRegisterWh;
  return meterWh(connector) - Math.floor(since + 1e-6);
}

function offeredA({ flow, offeredW }: Connector): number {
  const voltsOfAll = flow.voltageV * Math.max(1, flow.phases);
  return voltsOfAll === 0 ? 0 : hundredth(offeredW / voltsOfAll);
}

/** Heat from a full load warms the cabinet by so much. */
const LOAD_WARMING_C = 15;
const FULL_LOAD_W = 150_000;
const bodyTemperatureC = ({ flow }: Connector, { temperatureC }: Station): number =>
  tenth(temperatureC + (LOAD_WARMING_C * flow.powerW) / FULL_LOAD_W);

/** The load is resistive (power factor 1), and no car feeds back: reactive and exported figures are 0. */
const writers: Readonly<Record<string, Writer>> = {
  'Energy.Active.Import.Register': one('Energy.Active.Import.Register', 'Wh', meterWh),
  'Energy.Active.Export.Register': one('Energy.Active.Export.Register', 'Wh', () => 0),
  'Energy.Reactive.Import.Register': one('Energy.Reactive.Import.Register', 'varh', () => 0),
  'Energy.Reactive.Export.Register': one('Energy.Reactive.Export.Register', 'varh', () => 0),
  'Energy.Active.Import.Interval': (connector, _station, context) =>
    sample('Energy.Active.Import.Interval', intervalWh(connector, context), 'Wh', context, 'Outlet'),
  'Energy.Active.Export.Interval': one('Energy.Active.Export.Interval', 'Wh', () => 0),
  'Energy.Reactive.Import.Interval': one('Energy.Reactive.Import.Interval', 'varh', () => 0),
  'Energy.Reactive.Export.Interval': one('Energy.Reactive.Export.Interval', 'varh', () => 0),
  'Power.Active.Import': one('Power.Active.Import', 'W', ({ flow }) => Math.round(flow.powerW)),
  'Power.Active.Export': one('Power.Active.Export', 'W', () => 0),
  'Power.Offered': one('Power.Offered', 'W', ({ offeredW }) => Math.round(offeredW)),
  'Power.Reactive.Import': one('Power.Reactive.Import', 'var', () => 0),
  'Power.Reactive.Export': one('Power.Reactive.Export', 'var', () => 0),
  'Power.Factor': (connector, _station, context) =>
    isAc(connector) ? `{"value":"1","context":"${context}","measurand":"Power.Factor","location":"Outlet"}` : '',
  'Current.Import': perPhase('Current.Import', 'A', '', ({ flow }) => hundredth(flow.currentA)),
  'Current.Export': perPhase('Current.Export', 'A', '', () => 0),
  'Current.Offered': one('Current.Offered', 'A', offeredA),
  Voltage: perPhase('Voltage', 'V', '-N', ({ flow }) => tenth(flow.voltageV)),
  Frequency: (connector, _station, context) =>
    isAc(connector) ? `{"value":"50","context":"${context}","measurand":"Frequency","location":"Outlet"}` : '',
  Temperature: (connector, station, context) =>
    sample('Temperature', bodyTemperatureC(connector, station), 'Celsius', context, 'Body'),
  SoC: ({ car }, _station, context) =>
    car === null ? '' : sample('SoC', Math.round(car.socPercent), 'Percent', context, 'EV'),
};
