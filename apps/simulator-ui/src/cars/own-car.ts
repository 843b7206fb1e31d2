// A car of a person's own as a form: every field a text that people type, power in kW. Pure.
import type { Car } from '@simulator/station';
import { numberProblem, readNumber } from '../ui/number-text.js';

export interface CarTexts {
  name: string;
  capacityKwh: string;
  acPhases: '0' | '1' | '2' | '3';
  acKw: string;
  dcKw: string;
  /** A point a line: `state of charge in %: power in kW`. */
  curve: string;
}

const ranges = { capacityKwh: { min: 1, max: 1000 }, acKw: { min: 0.1, max: 100 }, dcKw: { min: 0, max: 4000 } };
const POINT = /^(\d+(?:\.\d+)?)\s*:\s*(\d+(?:\.\d+)?)$/;

export function carTextsOf(car: Car): CarTexts {
  const kw = (powerW: number): string => String(powerW / 1000);
  return {
    name: `${car.name}, own`,
    capacityKwh: kw(car.batteryCapacityWh),
    acPhases: car.ac === null ? '0' : (String(car.ac.phases) as CarTexts['acPhases']),
    acKw: car.ac === null ? '11' : kw(car.ac.maxPowerW),
    dcKw: car.dc === null ? '0' : kw(car.dc.maxPowerW),
    curve: car.chargingCurve.map(({ socPercent, powerW }) => `${socPercent}: ${kw(powerW)}`).join('\n'),
  };
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

const linesOf = (curve: string): string[] =>
  curve
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

function curveProblem(curve: string): string | null {
  const lines = linesOf(curve);
  const wrong = lines.find((line) => !POINT.test(line));
  if (wrong !== undefined) return `“${wrong}” is no point: 80: 64.5 is 64.5 kW at 80 %.`;
  const points = pointsOf(curve);
  if (points[0]?.socPercent !== 0 || points.at(-1)?.socPercent !== 100) return 'It must go from 0 % to 100 %.';
  const back = points.find(({ socPercent }, index) => index > 0 && socPercent <= points[index - 1]!.socPercent);
  if (back !== undefined) return `${back.socPercent} % must come after the point before it.`;
  return points.every(({ powerW }) => powerW > 0) ? null : 'The battery must take some power at each point.';
}

function pointsOf(curve: string): Car['chargingCurve'] {
  return linesOf(curve).map((line) => {
    const [, soc, kw] = POINT.exec(line)!;
    return { socPercent: Number(soc), powerW: Number(kw) * 1000 };
  });
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
    chargingCurve: pointsOf(curve),
  };
}
