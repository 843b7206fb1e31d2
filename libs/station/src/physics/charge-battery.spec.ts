import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { acceptedPowerW, chargeBattery, hoursToTarget } from './charge-battery.js';
import type { Battery } from './charge-battery.js';

const curve = [
  { socPercent: 0, powerW: 80_000 },
  { socPercent: 10, powerW: 120_000 },
  { socPercent: 50, powerW: 120_000 },
  { socPercent: 80, powerW: 60_000 },
  { socPercent: 100, powerW: 10_000 },
];
const battery: Battery = { capacityWh: 60_000, curve };

/** The plain way: many small steps. */
function bySmallSteps(of: Battery, soc: number, target: number, limitW: number, hours: number): number {
  const steps = 200_000;
  let now = soc;
  for (let i = 0; i < steps && now < target; i++) {
    const middle = now + (Math.min(limitW, acceptedPowerW(of.curve, now)) * hours) / steps / of.capacityWh / 2 / 0.01;
    const powerW = Math.min(limitW, acceptedPowerW(of.curve, middle));
    now = Math.min(target, now + (((powerW * hours) / steps) * 100) / of.capacityWh);
  }
  return now;
}

const batteries = fc
  .record({
    capacityWh: fc.integer({ min: 5_000, max: 200_000 }),
    inner: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 8 }),
    powers: fc.array(fc.integer({ min: 1_000, max: 400_000 }), { minLength: 10, maxLength: 10 }),
  })
  .map(({ capacityWh, inner, powers }) => ({
    capacityWh,
    curve: [0, ...inner.sort((a, b) => a - b), 100].map((socPercent, i) => ({ socPercent, powerW: powers[i]! })),
  }));

describe('charging a battery along its curve', () => {
  test('the power is linear between the points of the curve', () => {
    expect(acceptedPowerW(curve, 0)).toBe(80_000);
    expect(acceptedPowerW(curve, 5)).toBe(100_000);
    expect(acceptedPowerW(curve, 65)).toBe(90_000);
    expect(acceptedPowerW(curve, 100)).toBe(10_000);
  });

  test('a constant limit below the curve gives energy = power × time', () => {
    const result = chargeBattery(battery, 10, 80, 11_000, 1);
    expect(result.energyWh).toBeCloseTo(11_000, 6);
    expect(result.socPercent).toBeCloseTo(10 + 11_000 / 600, 9);
  });

  test.each([
    [20, 100, Infinity, 0.4],
    [0, 100, 100_000, 0.6],
    [49, 90, 90_000, 0.3],
    [79.9, 100, Infinity, 0.5],
  ])('from %d %% to %d %% below %d W for %d h: the same as 200,000 small steps', (soc, target, limitW, hours) => {
    const exact = chargeBattery(battery, soc, target, limitW, hours).socPercent;
    expect(exact).toBeCloseTo(bySmallSteps(battery, soc, target, limitW, hours), 3);
  });

  test('any battery, limit and cut: one long charge equals the same charge in pieces', () => {
    fc.assert(
      fc.property(
        batteries,
        fc.double({ min: 0, max: 99, noNaN: true }),
        fc.double({ min: 500, max: 500_000, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 0.5, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (of, soc, limitW, pieces) => {
          const total = pieces.reduce((sum, hours) => sum + hours, 0);
          const whole = chargeBattery(of, soc, 100, limitW, total);
          let inPieces = soc;
          for (const hours of pieces) {
            const next = chargeBattery(of, inPieces, 100, limitW, hours).socPercent;
            expect(next).toBeGreaterThanOrEqual(inPieces);
            inPieces = next;
          }
          expect(inPieces).toBeCloseTo(whole.socPercent, 5);
          expect(whole.energyWh).toBeLessThanOrEqual(limitW * total * (1 + 1e-9) + 1e-6);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the time to the target is the time after which the target is reached', () => {
    fc.assert(
      fc.property(batteries, fc.double({ min: 0, max: 90, noNaN: true }), (of, soc) => {
        const hours = hoursToTarget(of, soc, 95, 50_000);
        expect(chargeBattery(of, soc, 95, 50_000, hours * (1 + 1e-9)).socPercent).toBeCloseTo(95, 6);
        expect(chargeBattery(of, soc, 95, 50_000, hours * 0.99).socPercent).toBeLessThan(95);
      }),
    );
  });

  test('a curve that runs to 0 W ends the charge instead of lasting for ever', () => {
    const dying = {
      capacityWh: 50_000,
      curve: [
        { socPercent: 0, powerW: 50_000 },
        { socPercent: 100, powerW: 0 },
      ],
    };
    const result = chargeBattery(dying, 50, 100, Infinity, 1_000);
    expect(result.socPercent).toBeGreaterThan(99.9);
    expect(hoursToTarget(dying, 50, 100, Infinity)).toBe(Infinity);
  });

  test('no power, no time or a reached target change nothing', () => {
    expect(chargeBattery(battery, 50, 80, 0, 1)).toEqual({ socPercent: 50, energyWh: 0, hours: 0 });
    expect(chargeBattery(battery, 50, 80, 1_000, 0).energyWh).toBe(0);
    expect(chargeBattery(battery, 80, 80, 1_000, 1).energyWh).toBe(0);
  });
});
