// Reads the file format of Open EV Data (https://github.com/KilowattApp/open-ev-data).
import type { Car, ChargingCurvePoint } from '../car.js';

/**
 * The cars of an Open EV Data document, in its order.
 * @param json the parsed document: `{ data: [{ brand, model, variant, usable_battery_size (kWh), ac_charger, dc_charger, charging_voltage }] }`
 * @throws Error that names the path and the reason, for the first thing that is wrong
 */
export function parseOpenEvData(json: unknown): Car[] {
  const data = objectAt(json, '')['data'];
  if (!Array.isArray(data)) throw new Error('/data: must be a list of vehicles');
  return data.map((vehicle, index) => parseVehicle(objectAt(vehicle, `/data/${index}`), `/data/${index}`));
}

function parseVehicle(vehicle: Fields, path: string): Car {
  const name = ['brand', 'model', 'variant']
    .map((field) => vehicle[field])
    .filter((part) => typeof part === 'string' && part !== '');
  if (name.length === 0) throw new Error(`${path}: has neither brand nor model`);
  const dc = parseDcCharger(vehicle['dc_charger'], `${path}/dc_charger`);
  return {
    name: name.join(' '),
    batteryCapacityWh: kiloAt(vehicle, 'usable_battery_size', path),
    ac: parseAcCharger(vehicle['ac_charger'], `${path}/ac_charger`),
    dc: dc === null ? null : { maxPowerW: dc.maxPowerW },
    chargingCurve: dc?.curve ?? [],
    batteryVoltageV: vehicle['charging_voltage'] === undefined ? 400 : positiveAt(vehicle, 'charging_voltage', path),
  };
}

function parseAcCharger(value: unknown, path: string): Car['ac'] {
  if (value === null || value === undefined) return null;
  const charger = objectAt(value, path);
  const phases = charger['usable_phases'];
  if (phases !== 1 && phases !== 2 && phases !== 3) throw new Error(`${path}/usable_phases: must be 1, 2 or 3`);
  return { phases, maxPowerW: kiloAt(charger, 'max_power', path) };
}

function parseDcCharger(value: unknown, path: string): { maxPowerW: number; curve: ChargingCurvePoint[] } | null {
  if (value === null || value === undefined) return null;
  const charger = objectAt(value, path);
  const points = charger['charging_curve'] ?? [];
  if (!Array.isArray(points)) throw new Error(`${path}/charging_curve: must be a list of points`);
  const curve = points.map((point, index) => parsePoint(point, `${path}/charging_curve/${index}`));
  curve.forEach((point, index) => {
    if (index > 0 && point.socPercent <= curve[index - 1]!.socPercent) {
      throw new Error(`${path}/charging_curve/${index}/percentage: must be greater than the one before`);
    }
  });
  return { maxPowerW: kiloAt(charger, 'max_power', path), curve };
}

function parsePoint(value: unknown, path: string): ChargingCurvePoint {
  const point = objectAt(value, path);
  const socPercent = point['percentage'];
  if (typeof socPercent !== 'number' || socPercent < 0 || socPercent > 100) {
    throw new Error(`${path}/percentage: must be a number from 0 to 100`);
  }
  return { socPercent, powerW: kiloAt(point, 'power', path) };
}

type Fields = Record<string, unknown>;

function objectAt(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${path || '/'}: must be an object`);
  return value as Fields;
}

function positiveAt(fields: Fields, field: string, path: string): number {
  const value = fields[field];
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw new Error(`${path}/${field}: must be a number greater than 0`);
  }
  return value;
}

/** kW → W, kWh → Wh */
function kiloAt(fields: Fields, field: string, path: string): number {
  return positiveAt(fields, field, path) * 1000;
}
