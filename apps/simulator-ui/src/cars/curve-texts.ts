// A charging curve as an editor has it: points whose figures are texts that people type, power in kW. Pure.
import type { ChargingCurvePoint } from '@simulator/station';
import { numberProblem, readNumber } from '../ui/number-text.js';

export interface PointTexts {
  soc: string;
  kw: string;
}

/** From 0 to 100 %; the ends stay there. */
export type CurveTexts = readonly PointTexts[];

export interface PointProblems {
  soc: string | null;
  kw: string | null;
}

const POWER_KW = { min: 0.1, max: 4000 };
/** Nobody needs more, and no screen shows more. */
export const MOST_POINTS = 50;

export function curveTextsOf(curve: readonly ChargingCurvePoint[]): CurveTexts {
  return curve.map(({ socPercent, powerW }) => ({ soc: String(socPercent), kw: String(powerW / 1000) }));
}

/** A curve that bounds nothing below this power. */
export function flatCurve(powerKw: number): CurveTexts {
  const kw = String(powerKw);
  return [
    { soc: '0', kw },
    { soc: '100', kw },
  ];
}

/** Call it only for curves without problems. */
export function curveFrom(texts: CurveTexts): ChargingCurvePoint[] {
  return texts.map(({ soc, kw }) => ({ socPercent: readNumber(soc), powerW: readNumber(kw) * 1000 }));
}

/** Of each point, what is wrong with its figures. */
export function pointProblems(texts: CurveTexts): PointProblems[] {
  return texts.map(({ soc, kw }, index) => ({
    soc: socProblem(texts, index, soc),
    kw: numberProblem(kw, POWER_KW),
  }));
}

function socProblem(texts: CurveTexts, index: number, soc: string): string | null {
  const value = readNumber(soc);
  if (index === 0) return value === 0 ? null : 'A curve begins at 0 %';
  if (index === texts.length - 1) return value === 100 ? null : 'A curve ends at 100 %';
  if (Number.isNaN(value)) return 'Type a number';
  const { after, before } = neighbours(texts, index);
  const between = `Must lie between its neighbours, ${after} and ${before} %`;
  return value > after && value < before ? null : between;
}

/** The states of charge between which a point must lie; texts that are none are passed over. */
function neighbours(texts: CurveTexts, index: number): { after: number; before: number } {
  const known = (part: CurveTexts) => part.map(({ soc }) => readNumber(soc)).filter((soc) => !Number.isNaN(soc));
  return {
    after: known(texts.slice(0, index)).at(-1) ?? 0,
    before: known(texts.slice(index + 1))[0] ?? 100,
  };
}

export function curveProblem(texts: CurveTexts): string | null {
  if (texts.length < 2) return 'A curve needs a point at 0 % and one at 100 %.';
  const wrong = pointProblems(texts).some(({ soc, kw }) => soc !== null || kw !== null);
  return wrong ? 'A point of the curve is wrong: see below.' : null;
}

/** Puts a point there, or as near as its neighbours and the limits allow: whole percents, tenths of a kW. */
export function movePoint(texts: CurveTexts, index: number, to: { soc: number; kw: number }): CurveTexts {
  const kw = Math.min(POWER_KW.max, Math.max(POWER_KW.min, Math.round(to.kw * 10) / 10));
  return texts.map((point, at) => (at === index ? { soc: nearestSoc(texts, index, to.soc), kw: String(kw) } : point));
}

function nearestSoc(texts: CurveTexts, index: number, wanted: number): string {
  if (index === 0) return '0';
  if (index === texts.length - 1) return '100';
  const { after, before } = neighbours(texts, index);
  const least = Math.floor(after) + 1;
  const most = Math.ceil(before) - 1;
  return least > most ? texts[index]!.soc : String(Math.min(most, Math.max(least, Math.round(wanted))));
}

/** Null: there is no room. The new point stands where it was wanted, else in the middle of the widest gap, on the line. */
export function addPoint(
  texts: CurveTexts,
  wanted?: { soc: number; kw: number },
): { texts: CurveTexts; index: number } | null {
  const points = curveFrom(texts);
  const soc = Math.round(wanted?.soc ?? middleOfWidestGap(points));
  const index = points.findIndex(({ socPercent }) => socPercent > soc);
  const taken = index <= 0 || points[index - 1]!.socPercent === soc;
  if (texts.length >= MOST_POINTS || taken || Number.isNaN(soc)) return null;
  const kw = wanted?.kw ?? onLine(points[index - 1]!, points[index]!, soc) / 1000;
  const added = [...texts.slice(0, index), { soc: String(soc), kw: '1' }, ...texts.slice(index)];
  return { texts: movePoint(added, index, { soc, kw }), index };
}

function middleOfWidestGap(points: readonly ChargingCurvePoint[]): number {
  const gaps = points.slice(1).map(({ socPercent }, index) => socPercent - points[index]!.socPercent);
  const widest = gaps.indexOf(Math.max(...gaps));
  return (points[widest]?.socPercent ?? NaN) + (gaps[widest] ?? NaN) / 2;
}

function onLine(a: ChargingCurvePoint, b: ChargingCurvePoint, soc: number): number {
  return a.powerW + ((b.powerW - a.powerW) * (soc - a.socPercent)) / (b.socPercent - a.socPercent);
}

/** The ends stay. */
export function removePoint(texts: CurveTexts, index: number): CurveTexts {
  return index <= 0 || index >= texts.length - 1 ? texts : texts.filter((_point, at) => at !== index);
}

/** The top of the drawing: room above the highest point, a round number. */
export function topKw(texts: CurveTexts): number {
  const most = Math.max(1, ...texts.map(({ kw }) => readNumber(kw)).filter(Number.isFinite)) * 1.1;
  const step = 10 ** Math.floor(Math.log10(most)) / 2;
  return Math.ceil(most / step) * step;
}
