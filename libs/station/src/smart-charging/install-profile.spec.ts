import { describe, expect, test } from '@jest/globals';
import {
  checkRemoteStartProfile,
  clearProfiles,
  dropTransactionProfiles,
  installProfile,
  noProfiles,
} from './index.js';
import type { ChargingProfile, ChargingProfiles, InstallContext } from './index.js';

const context: InstallContext = {
  now: Date.UTC(2026, 0, 15, 12),
  capabilities: { maxStackLevel: 8, maxPeriods: 4, maxInstalled: 6, units: ['A', 'W'] },
  transaction: { localId: 3, transactionId: 77 },
};

function profileOf(id: number, changes: Partial<ChargingProfile> = {}): ChargingProfile {
  return {
    chargingProfileId: id,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
    ...changes,
  };
}

type Schedule = ChargingProfile['chargingSchedule'];
const withSchedule = (id: number, changes: Partial<Schedule>): ChargingProfile => {
  const profile = profileOf(id);
  return { ...profile, chargingSchedule: { ...profile.chargingSchedule, ...changes } };
};

function statusOf(connectorId: number, profile: ChargingProfile, changes: Partial<InstallContext> = {}): string {
  const profiles = noProfiles();
  const { status, reason } = installProfile(profiles, connectorId, profile, { ...context, ...changes });
  expect(profiles.installed).toHaveLength(status === 'Accepted' ? 1 : 0);
  expect(reason === null).toBe(status === 'Accepted');
  return status;
}

const idsOf = (profiles: ChargingProfiles) =>
  profiles.installed.map(({ connectorId, profile }) => `${connectorId}:${profile.chargingProfileId}`);

describe('§3.13.1 each purpose has its place', () => {
  test('ChargePointMaxProfile only on connector 0', () => {
    const profile = profileOf(1, { chargingProfilePurpose: 'ChargePointMaxProfile' });
    expect(statusOf(0, profile)).toBe('Accepted');
    expect(statusOf(1, profile)).toBe('Rejected');
  });

  test('TxDefaultProfile on connector 0 and on any other', () => {
    expect(statusOf(0, profileOf(1))).toBe('Accepted');
    expect(statusOf(2, profileOf(1), { transaction: null })).toBe('Accepted');
  });

  test('TxProfile only on a connector above 0 with an active transaction', () => {
    const profile = profileOf(1, { chargingProfilePurpose: 'TxProfile' });
    expect(statusOf(1, profile)).toBe('Accepted');
    expect(statusOf(0, profile)).toBe('Rejected');
    expect(statusOf(1, profile, { transaction: null })).toBe('Rejected');
  });

  test('§5.16 a TxProfile with a transactionId is only for that transaction', () => {
    const profile = profileOf(1, { chargingProfilePurpose: 'TxProfile', transactionId: 77 });
    expect(statusOf(1, profile)).toBe('Accepted');
    expect(statusOf(1, { ...profile, transactionId: 78 })).toBe('Rejected');
    expect(statusOf(1, profile, { transaction: { localId: 3, transactionId: null } })).toBe('Rejected');
  });

  test('a TxProfile is bound to the transaction, other purposes to none', () => {
    const profiles = noProfiles();
    installProfile(profiles, 1, profileOf(1, { chargingProfilePurpose: 'TxProfile' }), context);
    installProfile(profiles, 1, profileOf(2), context);
    expect(profiles.installed.map(({ localId, receivedAt }) => [localId, receivedAt])).toEqual([
      [3, context.now],
      [null, context.now],
    ]);
  });
});

describe('§3.13.5 only what the station says it can hold', () => {
  test('ChargeProfileMaxStackLevel', () => {
    expect(statusOf(1, profileOf(1, { stackLevel: 8 }))).toBe('Accepted');
    expect(statusOf(1, profileOf(1, { stackLevel: 9 }))).toBe('Rejected');
    expect(statusOf(1, profileOf(1, { stackLevel: -1 }))).toBe('Rejected');
  });

  test('ChargingScheduleMaxPeriods', () => {
    const periods = [0, 1, 2, 3, 4].map((startPeriod) => ({ startPeriod, limit: startPeriod }));
    expect(statusOf(1, withSchedule(1, { chargingSchedulePeriod: periods.slice(0, 4) }))).toBe('Accepted');
    expect(statusOf(1, withSchedule(1, { chargingSchedulePeriod: periods }))).toBe('Rejected');
  });

  test('ChargingScheduleAllowedChargingRateUnit', () => {
    const capabilities = { ...context.capabilities, units: ['W' as const] };
    expect(statusOf(1, withSchedule(1, { chargingRateUnit: 'W' }), { capabilities })).toBe('Accepted');
    expect(statusOf(1, withSchedule(1, { chargingRateUnit: 'A' }), { capabilities })).toBe('NotSupported');
  });

  test('MaxChargingProfilesInstalled counts what stays after a replacement', () => {
    const profiles = noProfiles();
    for (let level = 0; level < 6; level++) {
      expect(installProfile(profiles, 1, profileOf(level, { stackLevel: level }), context).status).toBe('Accepted');
    }
    const before = structuredClone(profiles);
    expect(installProfile(profiles, 1, profileOf(6, { stackLevel: 6 }), context).status).toBe('Rejected');
    expect(profiles).toEqual(before);
    expect(installProfile(profiles, 1, profileOf(6, { stackLevel: 5 }), context).status).toBe('Accepted');
    expect(idsOf(profiles)).toEqual(['1:0', '1:1', '1:2', '1:3', '1:4', '1:6']);
  });
});

describe('§7.8, §7.13, §7.14 a schedule must make sense', () => {
  test('§5.16.4 the first period starts at 0', () => {
    expect(statusOf(1, withSchedule(1, { chargingSchedulePeriod: [{ startPeriod: 1, limit: 6 }] }))).toBe('Rejected');
    expect(statusOf(1, withSchedule(1, { chargingSchedulePeriod: [] }))).toBe('Rejected');
  });

  test.each([
    ['descending', [0, 20, 10], 'Rejected'],
    ['twice the same', [0, 10, 10], 'Rejected'],
    ['ascending', [0, 10, 20], 'Accepted'],
  ])('periods %s', (_name, starts, status) => {
    const chargingSchedulePeriod = starts.map((startPeriod) => ({ startPeriod, limit: 6 }));
    expect(statusOf(1, withSchedule(1, { chargingSchedulePeriod }))).toBe(status);
  });

  test.each([
    [{ startPeriod: 0, limit: -0.1 }, 'Rejected'],
    [{ startPeriod: 0, limit: 0 }, 'Accepted'],
    [{ startPeriod: 0, limit: 6, numberPhases: 0 }, 'Rejected'],
    [{ startPeriod: 0, limit: 6, numberPhases: 4 }, 'Rejected'],
    [{ startPeriod: 0, limit: 6, numberPhases: 1 }, 'Accepted'],
  ])('period %j: %s', (period, status) => {
    expect(statusOf(1, withSchedule(1, { chargingSchedulePeriod: [period] }))).toBe(status);
  });

  test('Recurring needs a recurrencyKind', () => {
    expect(statusOf(1, profileOf(1, { chargingProfileKind: 'Recurring' }))).toBe('Rejected');
    expect(statusOf(1, profileOf(1, { chargingProfileKind: 'Recurring', recurrencyKind: 'Weekly' }))).toBe('Accepted');
  });

  test('duration is positive', () => {
    expect(statusOf(1, withSchedule(1, { duration: 0 }))).toBe('Rejected');
    expect(statusOf(1, withSchedule(1, { duration: 1 }))).toBe('Accepted');
  });

  test('validFrom is before validTo, as moments and not as texts', () => {
    const validFrom = '2026-01-15T13:00:00+02:00';
    expect(statusOf(1, profileOf(1, { validFrom, validTo: '2026-01-15T12:00:00Z' }))).toBe('Accepted');
    expect(statusOf(1, profileOf(1, { validFrom, validTo: '2026-01-15T11:00:00Z' }))).toBe('Rejected');
    expect(statusOf(1, profileOf(1, { validFrom: '2026-01-16T00:00:00Z', validTo: '2026-01-15T00:00:00Z' }))).toBe(
      'Rejected',
    );
  });

  test('times that are none', () => {
    expect(statusOf(1, profileOf(1, { validTo: 'tomorrow' }))).toBe('Rejected');
    expect(statusOf(1, withSchedule(1, { startSchedule: '2026-01-15' }))).toBe('Rejected');
  });
});

describe('§3.13.2, §5.16.3 what a new profile replaces', () => {
  const installed = (...entries: [number, ChargingProfile][]) => {
    const profiles = noProfiles();
    for (const [connectorId, profile] of entries) {
      expect(installProfile(profiles, connectorId, profile, context).reason).toBeNull();
    }
    return idsOf(profiles);
  };

  test('the same purpose and stackLevel on the same connector', () => {
    expect(installed([1, profileOf(1)], [1, profileOf(2)])).toEqual(['1:2']);
  });

  test('the same chargingProfileId, wherever it was', () => {
    expect(installed([1, profileOf(1, { stackLevel: 3 })], [2, profileOf(1)])).toEqual(['2:1']);
  });

  test('both at once', () => {
    expect(
      installed([1, profileOf(1)], [1, profileOf(2, { stackLevel: 1 })], [1, profileOf(1, { stackLevel: 1 })]),
    ).toEqual(['1:1']);
  });

  test('not another stackLevel, purpose or connector', () => {
    expect(
      installed(
        [1, profileOf(1)],
        [1, profileOf(2, { stackLevel: 1 })],
        [1, profileOf(3, { chargingProfilePurpose: 'TxProfile' })],
        [2, profileOf(4)],
        [0, profileOf(5)],
      ),
    ).toEqual(['1:1', '1:2', '1:3', '2:4', '0:5']);
  });

  test('a refused one replaces nothing', () => {
    const profiles = noProfiles();
    installProfile(profiles, 1, profileOf(1), context);
    const before = structuredClone(profiles);
    expect(installProfile(profiles, 1, withSchedule(1, { duration: -5 }), context).status).toBe('Rejected');
    expect(profiles).toEqual(before);
  });

  test('errata 4.0 §3.42 the profile of a RemoteStartTransaction, by the transactionId that came later', () => {
    const remote = profileOf(1, { chargingProfilePurpose: 'TxProfile' });
    expect(checkRemoteStartProfile(remote, context.capabilities)).toEqual({ status: 'Accepted', reason: null });
    const profiles = noProfiles();
    installProfile(profiles, 1, remote, { ...context, transaction: { localId: 3, transactionId: null } });
    installProfile(profiles, 1, { ...remote, chargingProfileId: 2, transactionId: 77 }, context);
    expect(idsOf(profiles)).toEqual(['1:2']);
    installProfile(profiles, 1, { ...remote, chargingProfileId: 3, transactionId: 77, stackLevel: 1 }, context);
    expect(idsOf(profiles)).toEqual(['1:2', '1:3']);
  });
});

describe('§5.16.2 a profile in a RemoteStartTransaction', () => {
  const statusOfRemote = (profile: ChargingProfile) => checkRemoteStartProfile(profile, context.capabilities).status;
  const remote = profileOf(1, { chargingProfilePurpose: 'TxProfile' });

  test('only a TxProfile, without a transactionId', () => {
    expect(statusOfRemote(profileOf(1))).toBe('Rejected');
    expect(statusOfRemote({ ...remote, transactionId: 77 })).toBe('Rejected');
  });

  test('with the same demands on its content', () => {
    expect(statusOfRemote({ ...remote, stackLevel: 9 })).toBe('Rejected');
    const chargingSchedule = { ...remote.chargingSchedule, chargingRateUnit: 'W' as const };
    const capabilities = { ...context.capabilities, units: ['A' as const] };
    expect(checkRemoteStartProfile({ ...remote, chargingSchedule }, capabilities).status).toBe('NotSupported');
  });
});

describe('§5.5 ClearChargingProfile', () => {
  const filled = () => {
    const profiles = noProfiles();
    installProfile(profiles, 0, profileOf(1, { chargingProfilePurpose: 'ChargePointMaxProfile' }), context);
    installProfile(profiles, 0, profileOf(2), context);
    installProfile(profiles, 1, profileOf(3, { stackLevel: 1 }), context);
    installProfile(profiles, 1, profileOf(4, { chargingProfilePurpose: 'TxProfile', stackLevel: 1 }), context);
    installProfile(profiles, 2, profileOf(5, { stackLevel: 1 }), context);
    return profiles;
  };

  test.each([
    [{ id: 3 }, 'Accepted', [1, 2, 4, 5]],
    [{ id: 9 }, 'Unknown', [1, 2, 3, 4, 5]],
    // Errata 4.0 §3.26: with an id all other fields are ignored.
    [{ id: 3, connectorId: 2, stackLevel: 7 }, 'Accepted', [1, 2, 4, 5]],
    [{ connectorId: 1 }, 'Accepted', [1, 2, 5]],
    [{ connectorId: 0 }, 'Accepted', [3, 4, 5]],
    [{ chargingProfilePurpose: 'TxDefaultProfile' as const }, 'Accepted', [1, 4]],
    [{ stackLevel: 1 }, 'Accepted', [1, 2]],
    [{ stackLevel: 1, connectorId: 1, chargingProfilePurpose: 'TxProfile' as const }, 'Accepted', [1, 2, 3, 5]],
    [{ stackLevel: 0, connectorId: 1 }, 'Unknown', [1, 2, 3, 4, 5]],
    [{}, 'Accepted', []],
  ])('%j: %s', (criteria, status, left) => {
    const profiles = filled();
    expect(clearProfiles(profiles, criteria)).toBe(status);
    expect(profiles.installed.map(({ profile }) => profile.chargingProfileId)).toEqual(left);
  });

  test('nothing installed: Unknown, also without criteria', () => {
    expect(clearProfiles(noProfiles(), {})).toBe('Unknown');
  });

  test('§3.13.1 the end of a transaction takes its TxProfiles only', () => {
    const profiles = filled();
    expect(dropTransactionProfiles(profiles, 2)).toBe(0);
    expect(dropTransactionProfiles(profiles, 3)).toBe(1);
    expect(idsOf(profiles)).toEqual(['0:1', '0:2', '1:3', '2:5']);
  });
});
