import { describe, expect, it } from '@jest/globals';
import {
  addPoint,
  curveFrom,
  curveProblem,
  curveTextsOf,
  flatCurve,
  movePoint,
  pointProblems,
  removePoint,
  topKw,
} from './curve-texts.js';
import type { CurveTexts } from './curve-texts.js';

const curve = (...points: [number | string, number | string][]): CurveTexts =>
  points.map(([soc, kw]) => ({ soc: String(soc), kw: String(kw) }));
const figures = (texts: CurveTexts) => texts.map(({ soc, kw }) => [Number(soc), Number(kw)]);
const three = curve([0, 100], [50, 100], [100, 20]);

describe('a charging curve in the editor', () => {
  it('comes out as it went in', () => {
    const points = [
      { socPercent: 0, powerW: 50_000 },
      { socPercent: 12.5, powerW: 47_250 },
      { socPercent: 100, powerW: 3_700 },
    ];
    expect(curveFrom(curveTextsOf(points))).toEqual(points);
    expect(curveProblem(curveTextsOf(points))).toBeNull();
    expect(figures(flatCurve(11))).toEqual([
      [0, 11],
      [100, 11],
    ]);
  });

  it.each<[CurveTexts, number, object]>([
    [curve([0, 1], [0, 1], [100, 1]), 1, { soc: 'Must lie between its neighbours, 0 and 100 %', kw: null }],
    [curve([0, 1], [60, 1], [50, 1], [100, 1]), 2, { soc: 'Must lie between its neighbours, 60 and 100 %', kw: null }],
    [curve([0, 1], ['', 1], [50, 1], [100, 1]), 1, { soc: 'Type a number', kw: null }],
    [curve([0, 1], ['', 1], [50, 1], [100, 1]), 2, { soc: null, kw: null }],
    [curve([0, 'x'], [100, 1]), 0, { soc: null, kw: 'Type a number' }],
    [curve([0, 0], [100, 1]), 0, { soc: null, kw: 'Must be 0.1 to 4000' }],
    [curve([5, 1], [100, 1]), 0, { soc: 'A curve begins at 0 %', kw: null }],
    [curve([0, 1], [90, 1]), 1, { soc: 'A curve ends at 100 %', kw: null }],
  ])('of %j point %d: %j', (texts, index, problems) => {
    expect(pointProblems(texts)[index]).toEqual(problems);
  });

  it('moves a point within its neighbours and the limits; the ends keep their state of charge', () => {
    expect(figures(movePoint(three, 1, { soc: 70.4, kw: 88.88 }))[1]).toEqual([70, 88.9]);
    expect(figures(movePoint(three, 1, { soc: 180, kw: 9999 }))[1]).toEqual([99, 4000]);
    expect(figures(movePoint(three, 1, { soc: -5, kw: -5 }))[1]).toEqual([1, 0.1]);
    expect(figures(movePoint(three, 0, { soc: 40, kw: 60 }))[0]).toEqual([0, 60]);
    expect(figures(movePoint(three, 2, { soc: 40, kw: 60 }))[2]).toEqual([100, 60]);
    const tight = curve([0, 5], [1, 5], [2, 5], [100, 5]);
    expect(figures(movePoint(tight, 1, { soc: 60, kw: 7 }))[1]).toEqual([1, 7]);
  });

  it('adds a point where it is wanted, else in the widest gap on the line; removes all but the ends', () => {
    expect(addPoint(three, { soc: 20.2, kw: 33 })).toEqual({
      texts: curve([0, 100], [20, 33], [50, 100], [100, 20]),
      index: 1,
    });
    expect(addPoint(curve([0, 100], [40, 100], [100, 40]))).toEqual({
      texts: curve([0, 100], [40, 100], [70, 70], [100, 40]),
      index: 2,
    });
    expect(addPoint(three, { soc: 50, kw: 33 })).toBeNull();
    expect(addPoint(three, { soc: 100, kw: 33 })).toBeNull();
    expect(figures(removePoint(three, 1))).toEqual([
      [0, 100],
      [100, 20],
    ]);
    expect(removePoint(three, 0)).toBe(three);
    expect(removePoint(three, 2)).toBe(three);
  });

  it('is drawn below a round number', () => {
    expect(topKw(three)).toBe(150);
    expect(topKw(flatCurve(11))).toBe(15);
    expect(topKw(flatCurve(3.7))).toBe(4.5);
    expect(topKw(curve([0, 'x'], [100, '']))).toBe(1.5);
  });
});
