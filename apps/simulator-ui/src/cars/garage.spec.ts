import { beforeEach, describe, expect, it } from '@jest/globals';
import { forgetImportedCars, importCars, importedCars } from './garage.js';

const vehicle = {
  brand: 'Tesla',
  model: 'Model 3',
  variant: 'LR',
  usable_battery_size: 75,
  ac_charger: { usable_phases: 3, max_power: 11 },
  dc_charger: { max_power: 250, charging_curve: [{ percentage: 0, power: 250 }] },
};
const document = (...data: unknown[]) => JSON.stringify({ data });

describe('the import of an Open EV Data file', () => {
  beforeEach(forgetImportedCars);

  it('offers its cars, in place of those imported before', () => {
    expect(importCars('ev.json', document(vehicle, { ...vehicle, model: 'Model Y' }))).toEqual({ ok: true, count: 2 });
    expect(importCars('ev.json', document(vehicle))).toEqual({ ok: true, count: 1 });
    expect(importedCars.get()).toMatchObject([{ name: 'Tesla Model 3 LR', batteryCapacityWh: 75_000 }]);
  });

  it.each([
    [document(vehicle, { ...vehicle, usable_battery_size: 0 }), '/data/1/usable_battery_size: must be a number'],
    [document({ ...vehicle, ac_charger: { usable_phases: 4 } }), '/data/0/ac_charger/usable_phases: must be 1, 2 or 3'],
    ['{}', '/data: must be a list of vehicles'],
    ['{"data":[]}', '/data: has no vehicle'],
    ['{"data":', 'is no JSON'],
    [' '.repeat(5_000_001), 'is larger than 5 MB'],
  ])('names file, path and reason, and changes nothing (%#)', (text, reason) => {
    importCars('ev.json', document(vehicle));
    const before = importedCars.get();
    const outcome = importCars('broken.json', text);
    expect(outcome).toMatchObject({ ok: false, problem: expect.stringContaining(`broken.json: ${reason}`) });
    expect(importedCars.get()).toBe(before);
  });
});
