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
    [{ curve: '0: 50\nhello' }, 'curve'],
    [{ curve: '0: 50\n50: 40' }, 'curve'],
    [{ curve: '0: 50\n60: 40\n60: 30\n100: 5' }, 'curve'],
    [{ curve: '0: 50\n100: 0' }, 'curve'],
  ])('says what is wrong beside the field: %j', (change, field) => {
    expect(Object.keys(carProblems({ ...texts, ...change }))).toEqual([field]);
  });

  it('without AC, and with one phase', () => {
    expect(carFrom({ ...texts, acPhases: '0' }, carPresets[0]).ac).toBeNull();
    expect(carFrom({ ...texts, acPhases: '1', acKw: '7.4' }, carPresets[0]).ac).toEqual({ phases: 1, maxPowerW: 7400 });
  });
});
