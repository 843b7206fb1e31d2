// The module against an oracle that knows no timelines: it looks at one second at a time and asks of every profile, by the
// letter of the specification, what it says then.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compositeSchedule, installProfile, limitAt, noProfiles, stationLimitAt } from './index.js';
import type { ChargingProfile, ChargingProfiles, ChargingRateUnit, InstalledProfile, Site, Supply } from './index.js';

const BASE = Date.UTC(2026, 2, 2, 10);
const DAY_S = 86_400;
const HORIZON_S = 150;
const TRANSACTION = { localId: 7, transactionId: 70 };
const capabilities = { maxStackLevel: 9, maxPeriods: 9, maxInstalled: 99, units: ['A', 'W'] as ChargingRateUnit[] };

// ---- The oracle ----

interface Said {
  id: number;
  limit: number;
  unit: ChargingRateUnit;
  phases: number;
}

/** What one profile says at this moment: null is nothing. */
function saidBy({ profile, receivedAt }: InstalledProfile, at: number, chargingSince: number): Said | null {
  const { chargingSchedule: schedule } = profile;
  // §7.8
  if (profile.validFrom !== undefined && at < new Date(profile.validFrom).getTime()) return null;
  if (profile.validTo !== undefined && at >= new Date(profile.validTo).getTime()) return null;
  // §7.9, §7.13
  let start = profile.chargingProfilePurpose === 'ChargePointMaxProfile' ? receivedAt : chargingSince;
  if (profile.chargingProfileKind !== 'Relative' && schedule.startSchedule !== undefined) {
    start = new Date(schedule.startSchedule).getTime();
  }
  if (at < start) return null;
  let seconds = (at - start) / 1000;
  // §7.9: the schedule restarts periodically at the first schedule period.
  if (profile.chargingProfileKind === 'Recurring') {
    const days = profile.recurrencyKind === 'Weekly' ? 7 : 1;
    while (seconds >= days * DAY_S) seconds -= days * DAY_S;
  }
  // §5.16.4: what is beyond the duration is not executed.
  if (schedule.duration !== undefined && seconds >= schedule.duration) return null;
  // §7.14: startPeriod also defines the stop time of the previous period.
  let said: Said | null = null;
  for (const { startPeriod, limit, numberPhases } of schedule.chargingSchedulePeriod) {
    if (startPeriod > seconds) break;
    said = { id: profile.chargingProfileId, limit, unit: schedule.chargingRateUnit, phases: numberPhases ?? 3 };
  }
  return said;
}

/** §3.13.2: of those that say something, the highest stackLevel. */
function leader(installed: InstalledProfile[], at: number, chargingSince: number): Said | null {
  let best: Said | null = null;
  let bestLevel = -1;
  for (const entry of installed) {
    const said = saidBy(entry, at, chargingSince);
    if (said === null || entry.profile.stackLevel <= bestLevel) continue;
    best = said;
    bestLevel = entry.profile.stackLevel;
  }
  return best;
}

/** §3.13.1 */
function ofConnector(
  { installed }: ChargingProfiles,
  connectorId: number,
  localId: number | null,
  at: number,
  since: number,
) {
  const purpose = (name: string, connector: number) =>
    installed.filter((one) => one.profile.chargingProfilePurpose === name && one.connectorId === connector);
  const own = purpose('TxProfile', connectorId).filter((one) => one.localId === localId);
  return (
    leader(own, at, since) ??
    leader(purpose('TxDefaultProfile', connectorId), at, since) ??
    leader(purpose('TxDefaultProfile', 0), at, since)
  );
}

const ofStation = ({ installed }: ChargingProfiles, at: number) =>
  leader(
    installed.filter((one) => one.profile.chargingProfilePurpose === 'ChargePointMaxProfile'),
    at,
    NaN,
  );

/** §7.12, errata 4.0 §3.34 */
function watts(said: Said | null, supply: Supply): number {
  if (said === null) return Infinity;
  if (said.unit === 'W') return said.limit;
  return said.limit * supply.voltageV * (supply.phases === 0 ? 1 : Math.min(said.phases, supply.phases));
}

/** `expect` in millions of comparisons takes a minute: it is called only to report. */
function equal<T extends string | number | null | undefined>(actual: T, expected: T, at: number): void {
  if (actual !== expected) expect({ at: new Date(at).toISOString(), value: actual }).toEqual({ value: expected });
}

const fingerprint = (said: Said | null) => JSON.stringify(said);

// ---- Random profiles, whose changes crowd into the seconds after BASE ----

const isoTime = fc
  .tuple(fc.constantFrom(0, 0, 0, 250, 999), fc.constantFrom(0, 0, 120, -330))
  .map(([ms, offsetMinutes]) => (second: number): string => {
    const local = new Date(BASE + second * 1000 + ms + offsetMinutes * 60_000).toISOString().slice(0, -1);
    const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
    const pad = (value: number) => String(value).padStart(2, '0');
    return offsetMinutes === 0 ? `${local}Z` : `${local}${offsetMinutes < 0 ? '-' : '+'}${pad(hours)}:${pad(minutes)}`;
  });

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const place = fc.constantFrom(
  [0, 'ChargePointMaxProfile'] as const,
  [0, 'TxDefaultProfile'] as const,
  [1, 'TxDefaultProfile'] as const,
  [2, 'TxDefaultProfile'] as const,
  [1, 'TxProfile'] as const,
);

const near = (second: number) => fc.integer({ min: second - 60, max: second + 60 });

const periodsOf = (unit: ChargingRateUnit, cycleS: number) =>
  fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 200 }), near(cycleS)), { maxLength: 5 }).chain((starts) =>
    fc.tuple(
      ...[0, ...starts.sort((a, b) => a - b)].map((startPeriod) =>
        fc.record(
          {
            startPeriod: fc.constant(startPeriod),
            limit: fc.constantFrom(...(unit === 'A' ? [0, 6, 8.1, 16, 32, 63] : [0, 1380.5, 3680, 11_000, 22_000])),
            numberPhases: fc.constantFrom(1, 2, 3),
          },
          { requiredKeys: ['startPeriod', 'limit'] },
        ),
      ),
    ),
  );

interface Wish {
  connectorId: number;
  profile: ChargingProfile;
}

const wish: fc.Arbitrary<Wish> = fc
  .record({
    place,
    kind: fc.constantFrom('Absolute', 'Relative', 'Recurring'),
    recurrency: fc.constantFrom('Daily', 'Weekly'),
    unit: fc.constantFrom('A', 'W'),
    back: fc.integer({ min: 0, max: 20 }),
    time: isoTime,
    start: maybe(fc.integer({ min: -150, max: 150 })),
    validFrom: maybe(fc.integer({ min: -60, max: 150 })),
    validTo: maybe(fc.integer({ min: -10, max: 160 })),
    stackLevel: fc.integer({ min: 0, max: 3 }),
  })
  .chain((one) => {
    const cycleS = one.kind !== 'Recurring' ? 0 : one.recurrency === 'Daily' ? DAY_S : 7 * DAY_S;
    const durations =
      cycleS === 0 ? fc.integer({ min: 1, max: 300 }) : fc.oneof(fc.integer({ min: 1, max: 300 }), near(cycleS));
    return fc.tuple(fc.constant({ ...one, cycleS }), periodsOf(one.unit, cycleS), maybe(durations));
  })
  .map(([one, chargingSchedulePeriod, duration]) => {
    const time = (second: number | undefined) => (second === undefined ? undefined : one.time(second));
    const start = one.start === undefined ? undefined : one.start - one.back * one.cycleS;
    const profile = {
      chargingProfileId: 0,
      stackLevel: one.stackLevel,
      chargingProfilePurpose: one.place[1],
      chargingProfileKind: one.kind,
      ...(one.kind === 'Recurring' ? { recurrencyKind: one.recurrency } : {}),
      validFrom: time(one.validFrom),
      validTo: time(one.validTo),
      chargingSchedule: { duration, startSchedule: time(start), chargingRateUnit: one.unit, chargingSchedulePeriod },
    };
    // As from the wire: what is undefined is absent.
    return { connectorId: one.place[0], profile: JSON.parse(JSON.stringify(profile)) as ChargingProfile };
  });

const profilesArbitrary = fc.array(wish, { maxLength: 9 }).map((wishes) => {
  const profiles = noProfiles();
  wishes.forEach(({ connectorId, profile }, index) => {
    const context = { now: BASE - index * 10_500, capabilities, transaction: TRANSACTION };
    installProfile(profiles, connectorId, { ...profile, chargingProfileId: index + 1 }, context);
  });
  return profiles;
});

const nowArbitrary = fc.integer({ min: 0, max: 3000 }).map((ms) => BASE + ms);
const sinceArbitrary = fc.constantFrom(0, 1, 20_000, 45_678, 2 * DAY_S * 1000).map((ago) => BASE - ago);
const supplyArbitrary: fc.Arbitrary<Supply> = fc.constantFrom(
  { voltageV: 230, phases: 3 },
  { voltageV: 230, phases: 1 },
  { voltageV: 400, phases: 0 },
);
const runs = { numRuns: 250 };

const situation = fc.tuple(profilesArbitrary, nowArbitrary, sinceArbitrary, supplyArbitrary);

describe('§3.13 limits', () => {
  test('limitAt and stationLimitAt are what the oracle says, at each second', () => {
    fc.assert(
      fc.property(situation, ([profiles, now, startedAt, supply]) => {
        const outlet = { connectorId: 1, supply, transaction: { localId: TRANSACTION.localId, startedAt } };
        for (let at = now; at < now + HORIZON_S * 1000; at += 1000) {
          const said = ofConnector(profiles, 1, TRANSACTION.localId, at, startedAt);
          const limit = limitAt(profiles, outlet, at);
          equal(limit.profileId, said?.id ?? null, at);
          equal(limit.limitW, watts(said, supply), at);
          const max = ofStation(profiles, at);
          const station = stationLimitAt(profiles, supply, at);
          equal(station.profileId, max?.id ?? null, at);
          equal(station.limitW, watts(max, supply), at);
        }
      }),
      runs,
    );
  });

  test('until: the oracle says the same up to it, and something else at it', () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 1, max: 999 }), ([profiles, now, startedAt, supply], fraction) => {
        const outlet = { connectorId: 1, supply, transaction: { localId: TRANSACTION.localId, startedAt } };
        const oracle = (at: number) => ofConnector(profiles, 1, TRANSACTION.localId, at, startedAt);
        let at = now;
        // The crowd of changes after BASE, then the recurrences of the days and weeks that follow.
        for (let hops = 0; hops < 40; hops++) {
          const { until } = limitAt(profiles, outlet, at);
          expect(until).toBeGreaterThan(at);
          const said = fingerprint(oracle(at));
          const end = Math.min(until, at + 30 * DAY_S * 1000);
          const probes = [1, 500, 1000, 2000].map((ms) => Math.min(at + ms, end - 1));
          for (let part = 0; part < 20; part++)
            probes.push(Math.floor(at + ((end - 1 - at) * (part + fraction / 1000)) / 20));
          for (const probe of [...probes, end - 1]) equal(fingerprint(oracle(probe)), said, probe);
          if (until === Infinity) break;
          expect(fingerprint(oracle(until))).not.toBe(said);
          at = until;
        }
      }),
      runs,
    );
  });

  test('without a transaction: as if one started at that very moment, until it would be otherwise', () => {
    fc.assert(
      fc.property(situation, ([profiles, now, , supply]) => {
        const outlet = { connectorId: 2, supply, transaction: null };
        const first = limitAt(profiles, outlet, now);
        for (let at = now; at < now + HORIZON_S * 1000; at += 500) {
          const said = ofConnector(profiles, 2, null, at, at);
          const limit = limitAt(profiles, outlet, at);
          equal(limit.profileId, said?.id ?? null, at);
          equal(limit.limitW, watts(said, supply), at);
          if (at < first.until) equal(JSON.stringify(limit), JSON.stringify(first), at);
        }
        if (first.until !== Infinity) expect(limitAt(profiles, outlet, first.until)).not.toEqual(first);
      }),
      runs,
    );
  });
});

describe('§5.7, §3.13.3 composite schedule', () => {
  const siteWith = (startedAt: number): Site => ({
    supply: { voltageV: 230, phases: 3 },
    maxW: 30_000,
    outlets: [
      {
        connectorId: 1,
        supply: { voltageV: 230, phases: 3 },
        maxW: 22_080,
        transaction: { localId: TRANSACTION.localId, startedAt },
      },
      { connectorId: 2, supply: { voltageV: 230, phases: 1 }, maxW: 7360, transaction: null },
      { connectorId: 3, supply: { voltageV: 400, phases: 0 }, maxW: 50_000, transaction: null },
    ],
  });

  /** The lowest of everything for one connector, and the phases it is for. */
  function oracleOutlet(profiles: ChargingProfiles, outlet: Site['outlets'][number], at: number, since: number) {
    const said = ofConnector(profiles, outlet.connectorId, outlet.transaction?.localId ?? null, at, since);
    const max = ofStation(profiles, at);
    const { phases: has, voltageV } = outlet.supply;
    const phases = has === 0 ? 0 : Math.min(has, said?.phases ?? 3);
    const candidates = [watts(said, outlet.supply), has === 0 ? outlet.maxW : (outlet.maxW * phases) / has];
    candidates.push(watts(max, { voltageV: 230, phases: 3 }));
    if (max?.unit === 'A' && has !== 0) candidates.push(max.limit * voltageV * phases);
    return { limitW: Math.min(...candidates), phases, voltageV };
  }

  function oracleAt(profiles: ChargingProfiles, site: Site, connectorId: number, at: number, now: number) {
    const parts = site.outlets.map((outlet) =>
      oracleOutlet(profiles, outlet, at, outlet.transaction === null ? now : outlet.transaction.startedAt),
    );
    if (connectorId > 0) {
      const part = parts[connectorId - 1]!;
      return { ...part, limitW: Math.min(part.limitW, site.maxW) };
    }
    const max = ofStation(profiles, at);
    const sum = parts[0]!.limitW + parts[1]!.limitW + parts[2]!.limitW;
    return { limitW: Math.min(sum, watts(max, site.supply), site.maxW), phases: max?.phases ?? 3, voltageV: 230 };
  }

  test('is what the oracle says, at each second', () => {
    const request = fc.record({
      connectorId: fc.integer({ min: 0, max: 3 }),
      durationS: fc.integer({ min: 1, max: HORIZON_S }),
      unit: fc.constantFrom('A' as const, 'W' as const, undefined),
    });
    fc.assert(
      fc.property(profilesArbitrary, nowArbitrary, sinceArbitrary, request, (profiles, now, startedAt, asked) => {
        const site = siteWith(startedAt);
        const { scheduleStart, chargingSchedule } = compositeSchedule(profiles, site, asked, now)!;
        expect(scheduleStart).toBe(Math.floor(now / 1000) * 1000);
        expect(chargingSchedule.duration).toBe(asked.durationS);
        if (asked.unit !== undefined) expect(chargingSchedule.chargingRateUnit).toBe(asked.unit);
        const periods = chargingSchedule.chargingSchedulePeriod;
        expect(periods[0]!.startPeriod).toBe(0);
        const changes: number[] = [0];
        let before = '';
        for (let second = 0; second < asked.durationS; second++) {
          const at = second === 0 ? now : scheduleStart + second * 1000;
          const { limitW, phases, voltageV } = oracleAt(profiles, site, asked.connectorId, at, now);
          const exact = chargingSchedule.chargingRateUnit === 'W' ? limitW : limitW / voltageV / (phases || 1);
          const period = periods.findLast(({ startPeriod }) => startPeriod <= second)!;
          const isRight = period.limit <= exact + 1e-6 && period.limit > exact - 0.1 - 1e-6;
          if (!isRight) equal(period.limit, exact, at);
          equal(period.numberPhases ?? 0, phases, at);
          const value = `${period.limit}/${phases}`;
          if (second > 0 && value !== before) changes.push(second);
          before = value;
        }
        // Neighbours differ: as few periods as there are changes.
        expect(periods.map(({ startPeriod }) => startPeriod)).toEqual(changes);
      }),
      runs,
    );
  });
});

test('profiles survive storage: after JSON and back the limits are the same', () => {
  fc.assert(
    fc.property(situation, ([profiles, now, startedAt, supply]) => {
      const outlet = { connectorId: 1, supply, transaction: { localId: TRANSACTION.localId, startedAt } };
      const stored = JSON.parse(JSON.stringify(profiles)) as ChargingProfiles;
      expect(limitAt(stored, outlet, now)).toEqual(limitAt(profiles, outlet, now));
    }),
  );
});
