import { describe, expect, it } from '@jest/globals';
import { carPresets, compositeScheduleOf, createStation, defaultStationConfig, step } from '@simulator/station';
import type { StationInput } from '@simulator/station';
import { ledBy, limitWords, periodWords, profileFacts, profileTitle } from './profile-words.js';

const now = Date.UTC(2026, 0, 1);
const profile = {
  chargingProfileId: 7,
  stackLevel: 2,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Absolute',
  validTo: new Date(now + 7_200_000).toISOString(),
  chargingSchedule: {
    startSchedule: new Date(now).toISOString(),
    duration: 7200,
    chargingRateUnit: 'A',
    chargingSchedulePeriod: [
      { startPeriod: 0, limit: 10 },
      { startPeriod: 3600, limit: 6, numberPhases: 1 },
    ],
  },
};

/** A station that charges at connector 1 under that profile; the CSMS accepts everything. */
function charging() {
  const station = createStation(defaultStationConfig('CP', 1), now);
  const answers: Record<string, unknown> = {
    BootNotification: { status: 'Accepted', currentTime: new Date(now).toISOString(), interval: 300 },
    Authorize: { idTagInfo: { status: 'Accepted' } },
    StartTransaction: { transactionId: 5, idTagInfo: { status: 'Accepted' } },
  };
  function feed(input: StationInput): void {
    for (const output of step(station, input, now)) {
      if (output.type !== 'sendFrame' || output.messageType !== 2) continue;
      feed({ type: 'frameReceived', text: JSON.stringify([3, output.messageId, answers[output.action] ?? {}]) });
    }
  }
  feed({ type: 'poweredOn' });
  feed({ type: 'connected', subprotocol: 'ocpp1.6' });
  const request = { connectorId: 1, csChargingProfiles: profile };
  feed({ type: 'frameReceived', text: JSON.stringify([2, 'p', 'SetChargingProfile', request]) });
  feed({ type: 'plugged', connectorId: 1, plugIn: { car: carPresets[0], socPercent: 20 } });
  feed({ type: 'tagPresented', idTag: 'TAG', connectorId: 1 });
  return station;
}

describe('charging profiles in words', () => {
  it('says which profile sets the limit of which connector', () => {
    const { connectors, profiles } = charging();
    expect(limitWords(connectors[0]!)).toBe('6.90 kW offered, limited by profile 7 (TxDefaultProfile, stack level 2)');
    expect(limitWords(connectors[1]!)).toBe('no transaction, nothing offered');
    expect(ledBy(profiles.installed[0]!, connectors)).toEqual([1]);
  });

  it('says what a profile is, where and how long it holds, and what its periods are', () => {
    const [installed] = charging().profiles.installed;
    expect(profileTitle(installed!)).toBe('Profile 7 · TxDefaultProfile · stack level 2');
    expect(profileFacts(installed!, now)).toEqual(['connector 1', 'Absolute', 'valid for 2 h more', 'for 2:00:00']);
    expect(profileFacts(installed!, now + 8_000_000)).toContain('no longer valid');
    const { chargingSchedulePeriod, chargingRateUnit } = installed!.profile.chargingSchedule;
    expect(chargingSchedulePeriod.map((period) => periodWords(period, chargingRateUnit))).toEqual([
      'from 0:00: 10 A',
      'from 1:00:00: 6 A, 1 phase',
    ]);
  });

  it('has the composite schedule of the engine to draw', () => {
    const schedule = compositeScheduleOf(charging(), { connectorId: 1, duration: 10_800, chargingRateUnit: 'W' }, now);
    expect(schedule?.chargingSchedule.chargingSchedulePeriod).toMatchObject([
      { startPeriod: 0, limit: 6900 },
      { startPeriod: 3600, limit: 1380 },
      { startPeriod: 7200, limit: 22080 },
    ]);
  });
});
