import { describe, expect, it } from '@jest/globals';
import { carPresets } from '@simulator/station';
import { carFrom, carProblems, carTextsOf } from './own-car.js';

const texts = carTextsOf(carPresets[0]);

describe('a car of one’s own', () => {
  it('comes out of the form as it went in, with another name', () => {
    expect(carProblems(texts)).toEqual({});
    expect(carFrom(texts, carPresets[0])).toEqual({ ...carPresets[0], name: `${carPresets[0].name}, own` });
  });

  it.each<[Partial<typeof texts>, string]>([
    [{ name: ' ' }, 'name'],
    [{ capacityKwh: '0' }, 'capacityKwh'],
    [{ acPhases: '0', dcKw: '0' }, 'acPhases'],
    [{ curve: [] }, 'curve'],
    [{ curve: texts.curve.map((point) => ({ ...point, kw: 'hello' })) }, 'curve'],
    [{ curve: texts.curve.slice(0, 2) }, 'curve'],
  ])('says what is wrong beside the field: %j', (change, field) => {
    expect(Object.keys(carProblems({ ...texts, ...change }))).toEqual([field]);
  });

  it('that has no curve gets one that bounds nothing', () => {
    const car = { ...carPresets[0], chargingCurve: [] };
    expect(carFrom(carTextsOf(car), car).chargingCurve).toEqual([
      { socPercent: 0, powerW: 129_000 },
      { socPercent: 100, powerW: 129_000 },
    ]);
  });

  it('without AC, and with one phase', () => {
    expect(carFrom({ ...texts, acPhases: '0' }, carPresets[0]).ac).toBeNull();
    expect(carFrom({ ...texts, acPhases: '1', acKw: '7.4' }, carPresets[0]).ac).toEqual({ phases: 1, maxPowerW: 7400 });
  });
});
