// Charging profiles at work in the engine; their arithmetic has specs of its own in ../smart-charging.
import { describe, expect, test } from '@jest/globals';
import { VirtualStation } from '../../test/virtual-station.js';

const charging = (connectorId = 1): VirtualStation => {
  const csms = new VirtualStation({ configuration: { MeterValueSampleInterval: '0' } }).boot();
  csms.plug(connectorId);
  csms.tag('TAG', connectorId);
  return csms;
};

function profile(purpose: string, unit: string, periods: object[], changes: object = {}): object {
  return {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: purpose,
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: unit, chargingSchedulePeriod: periods },
    ...changes,
  };
}

const set = (csms: VirtualStation, connectorId: number, csChargingProfiles: object) =>
  csms.call('SetChargingProfile', { connectorId, csChargingProfiles })?.[2];

describe('OCPP 1.6 §3.13 smart charging: power really follows', () => {
  test('a TxProfile in A: per phase, period by period, to the second', () => {
    const csms = charging();
    const periods = [
      { startPeriod: 0, limit: 10 },
      { startPeriod: 600, limit: 16 },
      { startPeriod: 1200, limit: 0 },
    ];
    expect(set(csms, 1, profile('TxProfile', 'A', periods))).toEqual({ status: 'Accepted' });
    expect(csms.connector().flow).toMatchObject({ powerW: 6900, currentA: 10, phases: 3 });
    expect(csms.connector().limitedBy).toEqual({ profileId: 1, stackLevel: 0, purpose: 'TxProfile' });
    csms.advance(600);
    expect(csms.connector().registerWh).toBeCloseTo(1150, 6);
    expect(csms.connector().flow.powerW).toBeCloseTo(11_000, 6);
    csms.advance(600);
    expect(csms.connector().status).toBe('SuspendedEVSE');
    csms.advance(600);
    expect(csms.connector().registerWh).toBeCloseTo(1150 + 11_000 / 6, 6);
  });

  test('below 6 A an AC car does not charge (IEC 61851-1): SuspendedEVSE', () => {
    const csms = charging();
    set(csms, 1, profile('TxProfile', 'A', [{ startPeriod: 0, limit: 5.9 }]));
    expect(csms.connector()).toMatchObject({ status: 'SuspendedEVSE', flow: { powerW: 0 } });
  });

  test('numberPhases 1: the current flows on one phase', () => {
    const csms = charging();
    set(csms, 1, profile('TxProfile', 'A', [{ startPeriod: 0, limit: 16, numberPhases: 1 }]));
    expect(csms.connector().flow).toMatchObject({ phases: 1, powerW: 11_000 / 3 });
  });

  test('ChargePointMaxProfile bounds the sum of all connectors', () => {
    const csms = charging(1);
    csms.plug(2);
    csms.tag('B', 2);
    set(
      csms,
      0,
      profile('ChargePointMaxProfile', 'W', [{ startPeriod: 0, limit: 20_000 }], { chargingProfileKind: 'Absolute' }),
    );
    expect(csms.connector(1).flow.powerW + csms.connector(2).flow.powerW).toBeCloseTo(20_000, 6);
  });

  test('the TxProfile ends with its transaction; the TxDefaultProfile stays; clearing gives the power back', () => {
    const csms = charging();
    set(csms, 1, profile('TxProfile', 'W', [{ startPeriod: 0, limit: 5000 }]));
    set(csms, 0, profile('TxDefaultProfile', 'W', [{ startPeriod: 0, limit: 7000 }], { chargingProfileId: 2 }));
    expect(csms.connector().flow.powerW).toBe(5000);
    csms.tag('TAG');
    csms.tag('TAG');
    expect(csms.connector().flow.powerW).toBe(7000);
    expect(csms.call('ClearChargingProfile', { id: 2 })?.[2]).toEqual({ status: 'Accepted' });
    expect(csms.connector().flow.powerW).toBe(11_000);
    expect(csms.call('ClearChargingProfile', { id: 2 })?.[2]).toEqual({ status: 'Unknown' });
  });

  test('§5.16.2: a TxProfile that comes with RemoteStartTransaction holds for its transaction', () => {
    const csms = new VirtualStation().boot();
    csms.plug();
    const chargingProfile = profile('TxProfile', 'W', [{ startPeriod: 0, limit: 5000 }]);
    expect(csms.call('RemoteStartTransaction', { idTag: 'R', connectorId: 1, chargingProfile })?.[2]).toEqual({
      status: 'Accepted',
    });
    expect(csms.connector().flow.powerW).toBe(5000);
  });

  test('§5.7 GetCompositeSchedule: what is in force, in the unit asked for; an unknown connector is Rejected', () => {
    const csms = charging();
    set(
      csms,
      1,
      profile('TxProfile', 'A', [
        { startPeriod: 0, limit: 10 },
        { startPeriod: 600, limit: 16 },
      ]),
    );
    const composite = (connectorId: number) =>
      csms.call('GetCompositeSchedule', { connectorId, duration: 900, chargingRateUnit: 'W' })?.[2];
    expect(composite(1)).toMatchObject({
      status: 'Accepted',
      connectorId: 1,
      scheduleStart: csms.iso(),
      chargingSchedule: {
        duration: 900,
        chargingRateUnit: 'W',
        chargingSchedulePeriod: [
          { startPeriod: 0, limit: 6900 },
          { startPeriod: 600, limit: 11_040 },
        ],
      },
    });
    expect(composite(9)).toEqual({ status: 'Rejected' });
  });

  test('errata 4.0 §3.39: an unknown connector is a PropertyConstraintViolation', () => {
    const csms = charging();
    const answer = csms.call('SetChargingProfile', {
      connectorId: 9,
      csChargingProfiles: profile('TxDefaultProfile', 'W', [{ startPeriod: 0, limit: 1 }]),
    });
    expect(answer?.slice(0, 3)).toEqual([4, expect.any(String), 'PropertyConstraintViolation']);
  });

  test('profiles survive a restart of the process', () => {
    const csms = charging();
    set(csms, 0, profile('TxDefaultProfile', 'W', [{ startPeriod: 0, limit: 7000 }]));
    expect(csms.restored().connector().flow.powerW).toBe(7000);
  });
});
