// 1,321 real cars (Open EV Data, https://github.com/KilowattApp/open-ev-data) through the engine, in virtual time.
import { describe, expect, test } from '@jest/globals';
import { parseOpenEvData } from '@simulator/station';
import type { Car } from '@simulator/station';
import { openEvDataPath, readOpenEvData } from './open-ev-data.js';
import { acOutlets, allowedPowerW, chargeCar, dcOutlets } from './real-cars.js';
import type { Outlet } from './real-cars.js';

const json = readOpenEvData();
if (json === null) {
  process.stderr.write(
    `\nSKIPPED "real cars": ${openEvDataPath} is not there. Put Open EV Data there, or name it in OPEN_EV_DATA.\n`,
  );
}

interface RawCar {
  usable_battery_size: number;
  ac_charger: { usable_phases: number; max_power: number };
  dc_charger: { max_power: number; charging_curve: { percentage: number; power: number }[] };
}

function chargeAll(cars: readonly Car[], outlets: readonly Outlet[]): string[] {
  return cars.flatMap((car, index) => {
    const outlet = outlets[index % outlets.length]!;
    return chargeCar(car, outlet).problems.map((problem) => `${car.name} at ${outlet.name}: ${problem}`);
  });
}

(json === null ? describe.skip : describe)('real cars from 10 % to 80 %', () => {
  const cars = json === null ? [] : parseOpenEvData(json);
  const raw = (json as { data: RawCar[] } | null)?.data ?? [];

  test('all of them are read, with their own figures', () => {
    expect(cars.length).toBeGreaterThanOrEqual(1_321);
    cars.forEach((car, index) => {
      const { usable_battery_size, ac_charger, dc_charger } = raw[index]!;
      expect(car.batteryCapacityWh).toBeCloseTo(usable_battery_size * 1000, 6);
      expect(car.ac?.maxPowerW).toBeCloseTo(ac_charger.max_power * 1000, 6);
      expect(car.ac?.phases).toBe(ac_charger.usable_phases);
      expect(car.dc?.maxPowerW).toBeCloseTo(dc_charger.max_power * 1000, 6);
      expect(car.chargingCurve).toEqual(
        dc_charger.charging_curve.map(({ percentage, power }) => ({ socPercent: percentage, powerW: power * 1000 })),
      );
    });
  });

  test('AC: state of charge rises, energy is the integral of power, no limit is exceeded, the curve is followed', () => {
    expect(chargeAll(cars, acOutlets)).toEqual([]);
  }, 300_000);

  test('DC: state of charge rises, energy is the integral of power, no limit is exceeded, the curve is followed', () => {
    expect(chargeAll(cars, dcOutlets)).toEqual([]);
  }, 300_000);

  test('every outlet of the above is what limits some cars, and some are limited by their battery only', () => {
    const limiting = (outlet: Outlet) => cars.filter((car) => allowedPowerW(car, outlet, 40) < ownPowerW(car, outlet));
    for (const outlet of [...acOutlets.slice(1), ...dcOutlets.slice(1)]) {
      expect(limiting(outlet).length).toBeGreaterThan(100);
    }
    const tapering = cars.filter(
      (car) => allowedPowerW(car, dcOutlets[0]!, 79) < allowedPowerW(car, dcOutlets[0]!, 30),
    );
    expect(tapering.length).toBeGreaterThan(1_000);
  });
});

/** What the car would take from an outlet without limits. */
function ownPowerW(car: Car, { connector }: Outlet): number {
  const unlimited: Outlet['connector'] =
    connector.current === 'AC'
      ? { ...connector, phases: 3, maxCurrentA: 1e6, cableMaxCurrentA: 1e6 }
      : { ...connector, maxPowerW: 1e9, maxCurrentA: 1e6, cableMaxCurrentA: 1e6 };
  return allowedPowerW(car, { name: '', connector: unlimited, stationMaxPowerW: null }, 40);
}
