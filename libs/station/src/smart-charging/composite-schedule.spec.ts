import { describe, expect, test } from '@jest/globals';
import { compositeSchedule, installProfile, noProfiles } from './index.js';
import type { ChargingProfile, ChargingProfiles, ChargingRateUnit, CompositeRequest, Site } from './index.js';

const begin = Date.UTC(2026, 0, 15, 12);
const capabilities = { maxStackLevel: 9, maxPeriods: 50, maxInstalled: 20, units: ['A', 'W'] as ChargingRateUnit[] };

/** Connector 1: 3 × 32 A with a transaction since `begin`; 2: 1 × 16 A, free; 3: DC 50 kW at 400 V, free. */
const site: Site = {
  supply: { voltageV: 230, phases: 3 },
  maxW: 60_000,
  outlets: [
    {
      connectorId: 1,
      supply: { voltageV: 230, phases: 3 },
      maxW: 22_080,
      transaction: { localId: 1, startedAt: begin },
    },
    { connectorId: 2, supply: { voltageV: 230, phases: 1 }, maxW: 3680, transaction: null },
    { connectorId: 3, supply: { voltageV: 400, phases: 0 }, maxW: 50_000, transaction: null },
  ],
};

type Periods = [startPeriod: number, limit: number][];
let lastId = 0;

function install(
  profiles: ChargingProfiles,
  connectorId: number,
  chargingProfilePurpose: ChargingProfile['chargingProfilePurpose'],
  chargingRateUnit: ChargingRateUnit,
  periods: Periods,
  { duration, ...changes }: Partial<ChargingProfile> & { duration?: number } = {},
): ChargingProfiles {
  const chargingSchedulePeriod = periods.map(([startPeriod, limit]) => ({ startPeriod, limit }));
  const profile: ChargingProfile = {
    chargingProfileId: ++lastId,
    stackLevel: 0,
    chargingProfilePurpose,
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit, chargingSchedulePeriod, ...(duration === undefined ? {} : { duration }) },
    ...changes,
  };
  const transaction = { localId: 1, transactionId: 1 };
  expect(installProfile(profiles, connectorId, profile, { now: begin, capabilities, transaction }).reason).toBeNull();
  return profiles;
}

function ask(profiles: ChargingProfiles, request: Partial<CompositeRequest> = {}, now = begin) {
  return compositeSchedule(profiles, site, { connectorId: 1, durationS: 300, ...request }, now);
}

/** The unit, and [startPeriod, limit, numberPhases] of each period. */
function seen(profiles: ChargingProfiles, request: Partial<CompositeRequest> = {}, now = begin) {
  const { chargingRateUnit, chargingSchedulePeriod } = ask(profiles, request, now)!.chargingSchedule;
  return [
    chargingRateUnit,
    ...chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }) =>
      numberPhases === undefined ? [startPeriod, limit] : [startPeriod, limit, numberPhases],
    ),
  ];
}

describe('§5.7 the answer', () => {
  test('relative to the moment of the request, without startSchedule (errata 4.0 §3.57)', () => {
    expect(ask(noProfiles())).toEqual({
      scheduleStart: begin,
      chargingSchedule: {
        duration: 300,
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 32, numberPhases: 3 }],
      },
    });
  });

  test('an unknown connector or no duration: nothing to report', () => {
    expect(ask(noProfiles(), { connectorId: 4 })).toBeNull();
    expect(ask(noProfiles(), { durationS: 0 })).toBeNull();
    expect(ask(noProfiles(), { durationS: 1 })).not.toBeNull();
  });

  test('periods start where the schedules change, also when asked in the middle', () => {
    const profiles = install(noProfiles(), 1, 'TxProfile', 'A', [
      [0, 6],
      [100, 10],
      [200, 8],
    ]);
    expect(seen(profiles)).toEqual(['A', [0, 6, 3], [100, 10, 3], [200, 8, 3]]);
    expect(seen(profiles, { durationS: 100 })).toEqual(['A', [0, 6, 3]]);
    expect(seen(profiles, { durationS: 101 })).toEqual(['A', [0, 6, 3], [100, 10, 3]]);
    expect(seen(profiles, {}, begin + 130_000)).toEqual(['A', [0, 10, 3], [70, 8, 3]]);
  });

  test('right to the second when the request comes between two', () => {
    const startSchedule = '2026-01-15T12:00:00Z';
    const chargingSchedule = {
      startSchedule,
      chargingRateUnit: 'A' as const,
      chargingSchedulePeriod: [6, 10].map((limit, index) => ({ startPeriod: index * 60, limit })),
    };
    const profiles = install(noProfiles(), 1, 'TxProfile', 'A', [], {
      chargingProfileKind: 'Absolute',
      chargingSchedule,
    });
    const answer = ask(profiles, {}, begin + 20_700)!;
    expect(answer.scheduleStart).toBe(begin + 20_000);
    expect(answer.chargingSchedule.chargingSchedulePeriod.map(({ startPeriod }) => startPeriod)).toEqual([0, 40]);
  });

  test('a limit above what the connector can do is what it can do', () => {
    expect(seen(install(noProfiles(), 1, 'TxProfile', 'A', [[0, 80]]))).toEqual(['A', [0, 32, 3]]);
    expect(seen(install(noProfiles(), 3, 'TxDefaultProfile', 'W', [[0, 99_000]]), { connectorId: 3 })).toEqual([
      'W',
      [0, 50_000],
    ]);
  });

  test('a free connector shows what a transaction that starts now would get', () => {
    const profiles = install(noProfiles(), 0, 'TxDefaultProfile', 'A', [
      [0, 6],
      [100, 10],
    ]);
    expect(seen(profiles, { connectorId: 2 }, begin + 500_000)).toEqual(['A', [0, 6, 1], [100, 10, 1]]);
  });

  test('more periods than ChargingScheduleMaxPeriods: cut, and the duration says so', () => {
    const periods = Array.from({ length: 10 }, (_, index): [number, number] => [index * 10, index + 6]);
    const { chargingSchedule } = ask(install(noProfiles(), 1, 'TxProfile', 'A', periods), { maxPeriods: 4 })!;
    expect(chargingSchedule.chargingSchedulePeriod.map(({ startPeriod }) => startPeriod)).toEqual([0, 10, 20, 30]);
    expect(chargingSchedule.duration).toBe(40);
  });

  test('years of a busy calendar come back in bounded time', () => {
    const periods = Array.from({ length: 50 }, (_, index): [number, number] => [index * 100, (index % 2) + 6]);
    const profiles = install(noProfiles(), 1, 'TxProfile', 'A', periods, {
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Daily',
    });
    const { chargingSchedule } = ask(profiles, { durationS: 2_147_483_647 })!;
    expect(chargingSchedule.chargingSchedulePeriod).toHaveLength(20_000);
    const last = chargingSchedule.chargingSchedulePeriod.at(-1)!;
    expect(last.startPeriod).toBeLessThan(chargingSchedule.duration!);
    expect(chargingSchedule.duration!).toBeLessThan(2_147_483_647);
  });
});

describe('§3.13.2 stacking', () => {
  test('two TxDefaultProfiles: the higher level, then the rest of the lower one', () => {
    const profiles = install(
      noProfiles(),
      1,
      'TxDefaultProfile',
      'A',
      [
        [0, 6],
        [100, 10],
        [200, 8],
      ],
      { duration: 400 },
    );
    install(
      profiles,
      1,
      'TxDefaultProfile',
      'A',
      [
        [0, 7],
        [100, 9],
      ],
      { duration: 150, stackLevel: 1 },
    );
    expect(seen(profiles, { durationS: 500 })).toEqual([
      'A',
      [0, 7, 3],
      [100, 9, 3],
      [150, 10, 3],
      [200, 8, 3],
      [400, 32, 3],
    ]);
  });
});

describe('§3.13.3 combining purposes', () => {
  test('the lowest of ChargePointMaxProfile and TxDefaultProfile at each moment, in intervals of different lengths', () => {
    const profiles = install(noProfiles(), 1, 'TxDefaultProfile', 'A', [
      [0, 16],
      [60, 6],
      [120, 20],
    ]);
    install(profiles, 0, 'ChargePointMaxProfile', 'A', [
      [0, 10],
      [100, 32],
      [180, 13],
    ]);
    expect(seen(profiles)).toEqual(['A', [0, 10, 3], [60, 6, 3], [120, 20, 3], [180, 13, 3]]);
  });

  test('across units', () => {
    const profiles = install(noProfiles(), 1, 'TxProfile', 'A', [[0, 16]]);
    install(profiles, 0, 'ChargePointMaxProfile', 'W', [
      [0, 20_000],
      [60, 6900],
    ]);
    expect(seen(profiles)).toEqual(['A', [0, 16, 3], [60, 10, 3]]);
    expect(seen(profiles, { unit: 'W' })).toEqual(['W', [0, 11_040, 3], [60, 6900, 3]]);
  });

  test('a ChargePointMaxProfile in A holds on the one phase of a connector', () => {
    const profiles = install(noProfiles(), 0, 'ChargePointMaxProfile', 'A', [[0, 10]]);
    expect(seen(profiles, { connectorId: 2 })).toEqual(['A', [0, 10, 1]]);
    expect(seen(profiles, { connectorId: 2, unit: 'W' })).toEqual(['W', [0, 2300, 1]]);
  });

  test('§5.7 connector 0: the total of all connectors, within the limit of the station', () => {
    expect(seen(noProfiles(), { connectorId: 0, unit: 'W' })).toEqual(['W', [0, 60_000, 3]]);
    const profiles = install(noProfiles(), 3, 'TxDefaultProfile', 'W', [[0, 10_000]]);
    expect(seen(profiles, { connectorId: 0 })).toEqual(['W', [0, 35_760, 3]]);
    install(profiles, 0, 'ChargePointMaxProfile', 'A', [
      [0, 63],
      [30, 20],
    ]);
    expect(seen(profiles, { connectorId: 0 })).toEqual(['A', [0, 51.8, 3], [30, 20, 3]]);
  });

  test('a total loses nothing to binary fractions: 0.7 and 0.1 are 0.8', () => {
    const profiles = install(noProfiles(), 1, 'TxProfile', 'W', [[0, 0.7]]);
    install(profiles, 2, 'TxDefaultProfile', 'W', [[0, 0.1]]);
    install(profiles, 3, 'TxDefaultProfile', 'W', [[0, 0]]);
    expect(seen(profiles, { connectorId: 0 })).toEqual(['W', [0, 0.8, 3]]);
  });

  test('what is rounded never exceeds what was merged', () => {
    const profiles = install(noProfiles(), 1, 'TxProfile', 'W', [[0, 11_000]]);
    expect(seen(profiles, { unit: 'A' })).toEqual(['A', [0, 15.9, 3]]);
    expect(seen(install(noProfiles(), 1, 'TxProfile', 'A', [[0, 8.1]]))).toEqual(['A', [0, 8.1, 3]]);
  });
});

test('§7.14 every limit of one decimal comes back as it was sent, in its own unit', () => {
  for (let tenths = 0; tenths <= 320; tenths++) {
    expect(seen(install(noProfiles(), 1, 'TxProfile', 'A', [[0, tenths / 10]]))).toEqual(['A', [0, tenths / 10, 3]]);
    const limitW = (10_000 + tenths) / 10;
    expect(seen(install(noProfiles(), 1, 'TxProfile', 'W', [[0, limitW]]))).toEqual(['W', [0, limitW, 3]]);
  }
});

test('§7.14 a period for one phase says so, and so does the maximum on it', () => {
  const profiles = install(noProfiles(), 1, 'TxProfile', 'A', [], {
    chargingSchedule: {
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 40, numberPhases: 1 },
        { startPeriod: 60, limit: 10, numberPhases: 1 },
        { startPeriod: 90, limit: 10 },
      ],
    },
  });
  expect(seen(profiles)).toEqual(['A', [0, 32, 1], [60, 10, 1], [90, 10, 3]]);
  expect(seen(profiles, { unit: 'W' })).toEqual(['W', [0, 7360, 1], [60, 2300, 1], [90, 6900, 3]]);
});

test('neighbours that are equal are one period', () => {
  const profiles = install(noProfiles(), 1, 'TxProfile', 'A', [[0, 16]], { duration: 50, stackLevel: 1 });
  install(profiles, 1, 'TxProfile', 'A', [
    [0, 16],
    [100, 6],
  ]);
  expect(seen(profiles)).toEqual(['A', [0, 16, 3], [100, 6, 3]]);
});
