import { describe, expect, test } from '@jest/globals';
import { installProfile, limitAt, mostForOutletW, noProfiles, stationLimitAt } from './index.js';
import type { ChargingProfile, ChargingProfiles, ChargingRateUnit, Outlet, Supply } from './index.js';

const capabilities = { maxStackLevel: 9, maxPeriods: 50, maxInstalled: 20, units: ['A', 'W'] as ChargingRateUnit[] };
const threePhases: Supply = { voltageV: 230, phases: 3 };
const at = (text: string) => Date.parse(text);
const begin = at('2026-01-15T12:00:00Z');

type Schedule = ChargingProfile['chargingSchedule'];
type Kind = Pick<ChargingProfile, 'chargingProfileKind' | 'recurrencyKind'>;
const relative: Kind = { chargingProfileKind: 'Relative' };
const absolute: Kind = { chargingProfileKind: 'Absolute' };
const daily: Kind = { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' };
const weekly: Kind = { chargingProfileKind: 'Recurring', recurrencyKind: 'Weekly' };

let lastId = 0;
interface Wish extends Partial<ChargingProfile> {
  connectorId?: number;
  /** [startPeriod, limit, numberPhases?] */
  periods: [number, number, number?][];
  schedule?: Partial<Schedule>;
}

/** Installs what is wished for: a Relative TxDefaultProfile in W on connector 1, unless it says otherwise. */
function install(profiles: ChargingProfiles, { connectorId = 1, periods, schedule, ...wish }: Wish): number {
  const chargingSchedulePeriod = periods.map(([startPeriod, limit, numberPhases]) =>
    numberPhases === undefined ? { startPeriod, limit } : { startPeriod, limit, numberPhases },
  );
  const profile: ChargingProfile = {
    chargingProfileId: ++lastId,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    ...relative,
    ...wish,
    chargingSchedule: { chargingRateUnit: 'W', ...schedule, chargingSchedulePeriod },
  };
  const transaction = { localId: 1, transactionId: 1 };
  const result = installProfile(profiles, connectorId, profile, { now: begin, capabilities, transaction });
  expect(result.reason).toBeNull();
  return lastId;
}

function withProfiles(...wishes: Wish[]): ChargingProfiles {
  const profiles = noProfiles();
  wishes.forEach((wish) => install(profiles, wish));
  return profiles;
}

const charging: Outlet = { connectorId: 1, supply: threePhases, transaction: { localId: 1, startedAt: begin } };
/** Limit in W and seconds from `begin` to the next change. */
function seen(profiles: ChargingProfiles, now: number, outlet = charging): [number, number] {
  const { limitW, until } = limitAt(profiles, outlet, now);
  return [limitW, (until - begin) / 1000];
}

describe('§3.13.7 the example of the specification: 6 kW between 08:00 and 20:00', () => {
  const profiles = withProfiles({
    ...daily,
    connectorId: 0,
    schedule: { duration: 86_400, startSchedule: '2013-01-01T00:00Z' },
    periods: [
      [0, 11_000, 3],
      [28_800, 6000, 3],
      [72_000, 11_000, 3],
    ],
  });

  test.each([
    ['2013-01-01T00:00:00Z', 11_000, '2013-01-01T08:00:00Z'],
    ['2026-07-03T07:59:59Z', 11_000, '2026-07-03T08:00:00Z'],
    ['2026-07-03T08:00:00Z', 6000, '2026-07-03T20:00:00Z'],
    ['2026-07-03T19:59:59.999Z', 6000, '2026-07-03T20:00:00Z'],
    // 11 kW stays over midnight, into the next recurrence.
    ['2026-07-03T20:00:00Z', 11_000, '2026-07-04T08:00:00Z'],
  ])('%s: %d W until %s', (now, limitW, until) => {
    expect(limitAt(profiles, charging, at(now))).toMatchObject({
      limitW,
      until: at(until),
      unit: 'W',
      numberPhases: 3,
    });
  });

  test('before startSchedule it does not limit', () => {
    expect(limitAt(profiles, charging, at('2012-12-31T23:00:00Z'))).toMatchObject({
      limitW: Infinity,
      profileId: null,
      until: at('2013-01-01T00:00:00Z'),
    });
  });
});

describe('§3.13.2 stacking', () => {
  const HOUR = 3600;
  /** Full power on weekdays from 23:00 to 06:00 and all weekend, reduced at other times; the week starts on a Monday. */
  const week: Wish = {
    ...weekly,
    schedule: { duration: 7 * 24 * HOUR, startSchedule: '2025-01-06T00:00:00Z' },
    periods: [0, 1, 2, 3, 4].flatMap((day): [number, number][] => [
      [(day * 24 + 6) * HOUR, 4000],
      [(day * 24 + 23) * HOUR, 22_000],
    ]),
  };
  week.periods.unshift([0, 22_000]);
  const holiday: Wish = {
    ...absolute,
    stackLevel: 1,
    validFrom: '2026-01-01T00:00:00Z',
    validTo: '2026-01-02T00:00:00Z',
    schedule: { startSchedule: '2026-01-01T00:00:00Z' },
    periods: [[0, 11_000]],
  };

  test.each([
    ['Wednesday noon', '2025-12-31T12:00:00Z', 4000, '2025-12-31T23:00:00Z'],
    ['Wednesday night, up to the holiday', '2025-12-31T23:00:00Z', 22_000, '2026-01-01T00:00:00Z'],
    ['the holiday, a Thursday', '2026-01-01T12:00:00Z', 11_000, '2026-01-02T00:00:00Z'],
    ['the night after', '2026-01-02T00:00:00Z', 22_000, '2026-01-02T06:00:00Z'],
    ['Friday night, all over the weekend', '2026-01-02T23:30:00Z', 22_000, '2026-01-05T06:00:00Z'],
  ])('a calendar with an exception: %s', (_name, now, limitW, until) => {
    expect(limitAt(withProfiles(week, holiday), charging, at(now))).toMatchObject({ limitW, until: at(until) });
  });

  test('the highest valid stackLevel leads, in whatever order they came', () => {
    const low: Wish = { stackLevel: 1, periods: [[0, 1000]] };
    const high: Wish = { stackLevel: 5, periods: [[0, 5000]] };
    const invalid: Wish = { stackLevel: 9, validTo: '2026-01-15T11:59:00Z', periods: [[0, 9000]] };
    expect(seen(withProfiles(low, high, invalid), begin)).toEqual([5000, Infinity]);
    expect(seen(withProfiles(invalid, high, low), begin)).toEqual([5000, Infinity]);
    expect(limitAt(withProfiles(low, high), charging, begin)).toMatchObject({
      stackLevel: 5,
      purpose: 'TxDefaultProfile',
      profileId: lastId,
    });
  });

  test('a replaced profile that is valid later leaves the default until then', () => {
    const profiles = withProfiles({ stackLevel: 1, periods: [[0, 5000]] });
    install(profiles, { stackLevel: 1, validFrom: '2026-01-15T12:01:00Z', periods: [[0, 7000]] });
    expect(seen(profiles, begin)).toEqual([Infinity, 60]);
    expect(seen(profiles, begin + 60_000)).toEqual([7000, Infinity]);
  });

  test('without a duration on the highest level a lower one never comes', () => {
    const profiles = withProfiles({ periods: [[0, 1000]] }, { stackLevel: 1, periods: [[0, 5000]] });
    expect(seen(profiles, begin + 1e12)).toEqual([5000, Infinity]);
  });

  test('§5.16.4 when the duration ends, the lower level takes over in the middle of its own schedule', () => {
    const profiles = withProfiles(
      {
        periods: [
          [0, 1000],
          [50, 2000],
          [150, 3000],
        ],
      },
      { stackLevel: 1, schedule: { duration: 100 }, periods: [[0, 5000]] },
    );
    expect(seen(profiles, begin)).toEqual([5000, 100]);
    expect(seen(profiles, begin + 100_000)).toEqual([2000, 150]);
    expect(seen(profiles, begin + 150_000)).toEqual([3000, Infinity]);
  });
});

describe('§3.13.1 purposes', () => {
  const txProfile = { chargingProfilePurpose: 'TxProfile' as const };

  test('TxProfile overrules TxDefaultProfile, whatever their levels and limits', () => {
    const profiles = withProfiles({ stackLevel: 9, periods: [[0, 1000]] }, { ...txProfile, periods: [[0, 7000]] });
    expect(limitAt(profiles, charging, begin)).toMatchObject({ limitW: 7000, purpose: 'TxProfile' });
  });

  test('…for its own transaction only', () => {
    const profiles = withProfiles({ periods: [[0, 1000]] }, { ...txProfile, periods: [[0, 7000]] });
    const next = { ...charging, transaction: { localId: 2, startedAt: begin } };
    expect(limitAt(profiles, next, begin)).toMatchObject({ limitW: 1000 });
    expect(limitAt(profiles, { ...charging, transaction: null }, begin)).toMatchObject({ limitW: 1000 });
    expect(limitAt(profiles, { ...charging, connectorId: 2 }, begin)).toMatchObject({ limitW: Infinity });
  });

  test('…and gives way to it where it has no period', () => {
    const profiles = withProfiles(
      { periods: [[0, 1000]] },
      { ...txProfile, validFrom: '2026-01-15T12:00:10Z', schedule: { duration: 30 }, periods: [[0, 7000]] },
    );
    expect(seen(profiles, begin)).toEqual([1000, 10]);
    expect(seen(profiles, begin + 10_000)).toEqual([7000, 30]);
    expect(seen(profiles, begin + 30_000)).toEqual([1000, Infinity]);
  });

  test('TxDefaultProfile of connector 0 is for all, that of a connector replaces it there', () => {
    const profiles = withProfiles({ connectorId: 0, stackLevel: 3, periods: [[0, 3000]] }, { periods: [[0, 1000]] });
    expect(limitAt(profiles, charging, begin).limitW).toBe(1000);
    expect(limitAt(profiles, { ...charging, connectorId: 2 }, begin).limitW).toBe(3000);
  });

  test('ChargePointMaxProfile limits the station, apart from its connectors', () => {
    const profiles = withProfiles({
      chargingProfilePurpose: 'ChargePointMaxProfile',
      connectorId: 0,
      periods: [[0, 9000]],
    });
    expect(stationLimitAt(profiles, threePhases, begin)).toMatchObject({ limitW: 9000, until: Infinity });
    expect(limitAt(profiles, charging, begin).limitW).toBe(Infinity);
  });

  test('§3.13.6 without any profile no constraints apply', () => {
    expect(seen(noProfiles(), begin)).toEqual([Infinity, Infinity]);
    expect(stationLimitAt(noProfiles(), threePhases, begin)).toMatchObject({ limitW: Infinity, until: Infinity });
  });
});

describe('§7.9, §7.13 kinds and their starts', () => {
  const startSchedule = '2026-01-15T12:01:00Z';
  const periods: [number, number][] = [
    [0, 1000],
    [60, 2000],
  ];

  test('Absolute: from startSchedule, whenever the transaction began', () => {
    const profiles = withProfiles({ ...absolute, schedule: { startSchedule, duration: 90 }, periods });
    expect(seen(profiles, begin)).toEqual([Infinity, 60]);
    expect(seen(profiles, begin + 60_000)).toEqual([1000, 120]);
    expect(seen(profiles, begin + 120_000)).toEqual([2000, 150]);
    expect(seen(profiles, begin + 150_000)).toEqual([Infinity, Infinity]);
  });

  test.each([
    ['Relative', relative, undefined],
    ['Relative, whose startSchedule means nothing', relative, startSchedule],
    ['Absolute without startSchedule', absolute, undefined],
  ])('%s: from the start of the transaction', (_name, kind, start) => {
    const schedule = start === undefined ? {} : { startSchedule: start };
    const profiles = withProfiles({ ...kind, schedule, periods });
    expect(seen(profiles, begin + 59_999)).toEqual([1000, 60]);
    expect(seen(profiles, begin + 60_000)).toEqual([2000, Infinity]);
    const later = { ...charging, transaction: { localId: 1, startedAt: begin + 30_500 } };
    expect(seen(profiles, begin + 60_000, later)).toEqual([1000, 90.5]);
  });

  test('without a transaction the first period of a Relative one is what charging would start with', () => {
    const profiles = withProfiles({ periods, validTo: '2026-01-15T13:00:00Z' });
    expect(seen(profiles, begin + 600_000, { ...charging, transaction: null })).toEqual([1000, 3600]);
  });

  test('a Relative ChargePointMaxProfile counts from when it was received', () => {
    const profiles = withProfiles({ chargingProfilePurpose: 'ChargePointMaxProfile', connectorId: 0, periods });
    expect(stationLimitAt(profiles, threePhases, begin + 1000)).toMatchObject({ limitW: 1000, until: begin + 60_000 });
  });

  test('Recurring without startSchedule: each day of a long transaction anew', () => {
    const profiles = withProfiles({ ...daily, periods });
    expect(seen(profiles, begin + 86_399_000)).toEqual([2000, 86_400]);
    expect(seen(profiles, begin + 86_400_000)).toEqual([1000, 86_460]);
  });
});

describe('§5.16.4 durations and recurrence', () => {
  const night: Wish = {
    ...daily,
    stackLevel: 1,
    schedule: { duration: 8 * 3600, startSchedule: '2026-01-01T22:00:00Z' },
    periods: [
      [0, 11_000],
      [4 * 3600, 22_000],
    ],
  };

  test.each([
    ['2026-01-15T21:59:59Z', Infinity, '2026-01-15T22:00:00Z'],
    ['2026-01-15T22:00:00Z', 11_000, '2026-01-16T02:00:00Z'],
    ['2026-01-16T01:59:59Z', 11_000, '2026-01-16T02:00:00Z'],
    ['2026-01-16T02:00:00Z', 22_000, '2026-01-16T06:00:00Z'],
    // Shorter than the day: as if no profile was installed, or a lower one.
    ['2026-01-16T06:00:00Z', Infinity, '2026-01-16T22:00:00Z'],
  ])('each night over midnight: at %s %d W', (now, limitW, until) => {
    expect(limitAt(withProfiles(night), charging, at(now))).toMatchObject({ limitW, until: at(until) });
  });

  test('by day the lower stackLevel, up to the next night', () => {
    const profiles = withProfiles(night, { periods: [[0, 3000]] });
    expect(limitAt(profiles, charging, at('2026-01-16T06:00:00Z'))).toMatchObject({
      limitW: 3000,
      until: at('2026-01-16T22:00:00Z'),
    });
  });

  test('periods beyond the duration are not executed, the last one lasts as long as the duration', () => {
    const long: Wish = {
      schedule: { duration: 50 },
      periods: [
        [0, 1000],
        [60, 2000],
      ],
    };
    expect(seen(withProfiles(long), begin)).toEqual([1000, 50]);
    const short: Wish = {
      schedule: { duration: 500 },
      periods: [
        [0, 1000],
        [60, 2000],
      ],
    };
    expect(seen(withProfiles(short), begin + 60_000)).toEqual([2000, 500]);
  });

  test('what is longer than the recurrence is cut off', () => {
    const profiles = withProfiles({
      ...daily,
      schedule: { duration: 100_000, startSchedule: '2026-01-01T12:00:00Z' },
      periods: [
        [0, 1000],
        [80_000, 2000],
        [90_000, 3000],
      ],
    });
    expect(seen(profiles, begin + 80_000_000)).toEqual([2000, 86_400]);
    expect(seen(profiles, begin + 86_400_000)).toEqual([1000, 166_400]);
  });

  test('a recurring limit that is always the same never changes', () => {
    const profiles = withProfiles({ ...daily, schedule: { startSchedule: '2026-01-01T00:00:00Z' }, periods: [[0, 5]] });
    expect(seen(profiles, begin)).toEqual([5, Infinity]);
  });

  test('validity that begins in the gap of a recurrence: the next recurrence counts', () => {
    const profiles = withProfiles({ ...night, validFrom: '2026-01-20T12:00:00Z', validTo: '2026-01-21T02:30:00Z' });
    expect(limitAt(profiles, charging, begin).until).toBe(at('2026-01-20T22:00:00Z'));
    expect(limitAt(profiles, charging, at('2026-01-21T02:10:00Z')).until).toBe(at('2026-01-21T02:30:00Z'));
    expect(limitAt(profiles, charging, at('2026-01-21T02:30:00Z'))).toMatchObject({
      limitW: Infinity,
      until: Infinity,
    });
    const never = withProfiles({ ...night, validFrom: '2026-01-20T12:00:00Z', validTo: '2026-01-20T22:00:00Z' });
    expect(limitAt(never, charging, begin).until).toBe(Infinity);
  });
});

describe('§7.12, §7.14 units and phases', () => {
  const limitOn = (supply: Supply, unit: ChargingRateUnit, period: [number, number, number?], minChargingRate = 0) =>
    limitAt(
      withProfiles({ schedule: { chargingRateUnit: unit, minChargingRate }, periods: [period] }),
      { ...charging, supply },
      begin,
    );

  test.each<[string, Supply, [number, number, number?], number]>([
    ['three phases', threePhases, [0, 16], 11_040],
    ['decimals', threePhases, [0, 8.1], 5589],
    ['a profile for one phase', threePhases, [0, 16, 1], 3680],
    ['a profile for two phases', threePhases, [0, 16, 2], 7360],
    // Errata 4.0 §3.34: the limit as given, on the phases that there are.
    ['a one-phase car', { voltageV: 230, phases: 1 }, [0, 16, 3], 3680],
    ['DC: through the cable, at the voltage of the battery', { voltageV: 400, phases: 0 }, [0, 100], 40_000],
  ])('A is per phase: %s', (_name, supply, period, limitW) => {
    const limit = limitOn(supply, 'A', period);
    expect(limit.limitW).toBeCloseTo(limitW, 9);
    expect(limit.limitA).toBe(period[1]);
    expect(limit.numberPhases).toBe(period[2] ?? 3);
  });

  test.each<[string, Supply, [number, number, number?], number]>([
    ['three phases', threePhases, [0, 11_040], 16],
    ['a profile for one phase', threePhases, [0, 3680, 1], 16],
    ['a one-phase car', { voltageV: 230, phases: 1 }, [0, 3680, 3], 16],
    ['DC', { voltageV: 400, phases: 0 }, [0, 40_000], 100],
  ])('W is the total: %s', (_name, supply, period, limitA) => {
    expect(limitOn(supply, 'W', period)).toMatchObject({ limitW: period[1], limitA });
  });

  test('§3.13.4 minChargingRate is told in W and limits nothing', () => {
    expect(limitOn(threePhases, 'A', [0, 16], 6)).toMatchObject({ limitW: 11_040, minRateW: 4140 });
    expect(limitOn(threePhases, 'W', [0, 1000], 1380.5)).toMatchObject({ limitW: 1000, minRateW: 1380.5 });
  });

  test('a station limit in A holds on each phase of a connector, one in W does not', () => {
    const stationOf = (chargingRateUnit: ChargingRateUnit, limit: number) => {
      const chargingProfilePurpose = 'ChargePointMaxProfile' as const;
      const wish: Wish = {
        chargingProfilePurpose,
        connectorId: 0,
        schedule: { chargingRateUnit },
        periods: [[0, limit]],
      };
      return stationLimitAt(withProfiles(wish), threePhases, begin);
    };
    expect(mostForOutletW(stationOf('A', 10), { voltageV: 230, phases: 1 })).toBe(2300);
    expect(mostForOutletW(stationOf('A', 10), threePhases)).toBe(6900);
    expect(mostForOutletW(stationOf('A', 10), { voltageV: 400, phases: 0 })).toBe(6900);
    expect(mostForOutletW(stationOf('W', 6900), { voltageV: 230, phases: 1 })).toBe(6900);
  });
});
