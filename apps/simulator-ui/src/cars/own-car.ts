// A car of a person's own as a form: every field a text that people type, power in kW. Pure.
import type { Car } from '@simulator/station';
import { numberProblem, readNumber } from '../ui/number-text.js';
import { curveFrom, curveProblem, curveTextsOf, flatCurve } from './curve-texts.js';
import type { CurveTexts } from './curve-texts.js';

export interface CarTexts {
  name: string;
  capacityKwh: string;
  acPhases: '0' | '1' | '2' | '3';
  acKw: string;
  dcKw: string;
  curve: CurveTexts;
}

const ranges = { capacityKwh: { min: 1, max: 1000 }, acKw: { min: 0.1, max: 100 }, dcKw: { min: 0, max: 4000 } };

export function carTextsOf(car: Car): CarTexts {
  const kw = (powerW: number): string => String(powerW / 1000);
  return {
    name: `${car.name}, own`,
    capacityKwh: kw(car.batteryCapacityWh),
    acPhases: car.ac === null ? '0' : (String(car.ac.phases) as CarTexts['acPhases']),
    acKw: car.ac === null ? '11' : kw(car.ac.maxPowerW),
    dcKw: car.dc === null ? '0' : kw(car.dc.maxPowerW),
    curve: curveOf(car),
  };
}

/** A car without a curve has one that bounds nothing. */
export function curveOf({ chargingCurve, ac, dc }: Car): CurveTexts {
  if (chargingCurve.length > 0) return curveTextsOf(chargingCurve);
  return flatCurve(Math.max(ac?.maxPowerW ?? 0, dc?.maxPowerW ?? 0) / 1000);
}

export function carProblems(texts: CarTexts): Partial<Record<keyof CarTexts, string>> {
  const { name, capacityKwh, acPhases, acKw, dcKw, curve } = texts;
  const entries = [
    ['name', name.trim() === '' ? 'A car needs a name.' : null],
    ['capacityKwh', numberProblem(capacityKwh, ranges.capacityKwh)],
    ['acKw', acPhases === '0' ? null : numberProblem(acKw, ranges.acKw)],
    ['dcKw', numberProblem(dcKw, ranges.dcKw)],
    ['acPhases', acPhases === '0' && readNumber(dcKw) === 0 ? 'It must charge with AC, with DC, or both.' : null],
    ['curve', curveProblem(curve)],
  ] as const;
  return Object.fromEntries(entries.filter(([, problem]) => problem !== null));
}

/** Call it only without problems. @param like gives what the form does not ask for */
export function carFrom(texts: CarTexts, like: Car): Car {
  const { name, capacityKwh, acPhases, acKw, dcKw, curve } = texts;
  const dcW = readNumber(dcKw) * 1000;
  return {
    ...like,
    name: name.trim(),
    batteryCapacityWh: readNumber(capacityKwh) * 1000,
    ac: acPhases === '0' ? null : { phases: Number(acPhases) as 1 | 2 | 3, maxPowerW: readNumber(acKw) * 1000 },
    dc: dcW === 0 ? null : { maxPowerW: dcW },
    chargingCurve: curveFrom(curve),
  };
}
