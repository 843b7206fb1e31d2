import type { Payload } from '../row.js';
import { connector, list, text } from './words.js';

const kilo: Record<string, [unit: string, digits: number]> = { W: ['kW', 2], Wh: ['kWh', 3] };

// The order in which a person wants to read them.
const shown: [measurand: string, unitByDefault: string][] = [
  ['Power.Active.Import', 'W'],
  ['Energy.Active.Import.Register', 'Wh'],
  ['SoC', '%'],
  ['Current.Import', 'A'],
  ['Voltage', 'V'],
];

/** `Connector 1: 11.04 kW · 1.234 kWh · 42 % · 16 A · 230 V`, from the newest sample. */
export function meterValuesSummary(payload: Payload): string {
  const samples = list(payload, 'meterValue');
  const values = list(samples.at(-1) ?? {}, 'sampledValue');
  const parts = shown.flatMap(([measurand, unit]) => {
    const value = pick(values, measurand);
    return value === undefined ? [] : [withUnit(value, unit)];
  });
  const rest = samples.length > 1 ? ` (${samples.length} samples)` : '';
  return `${connector(payload)}: ${parts.join(' · ') || 'no values'}${rest}`;
}

/** The value over all phases where there is one, else that of the first phase. */
function pick(values: Payload[], measurand: string): Payload | undefined {
  // OCPP 1.6 §7.42: a value without a measurand is Energy.Active.Import.Register.
  const matching = values.filter(
    (value) => (text(value, 'measurand') || 'Energy.Active.Import.Register') === measurand,
  );
  return matching.find((value) => value['phase'] === undefined) ?? matching[0];
}

function withUnit(value: Payload, unitByDefault: string): string {
  const number = Number(text(value, 'value'));
  const unit = (text(value, 'unit') || unitByDefault).replace('Percent', '%');
  if (!Number.isFinite(number)) return `${text(value, 'value')} ${unit}`;
  const scaled = kilo[unit];
  if (scaled !== undefined) return `${(number / 1000).toFixed(scaled[1])} ${scaled[0]}`;
  return `${Number(number.toFixed(1))} ${unit}`;
}
