import { describe, expect, test } from '@jest/globals';
import { VirtualStation } from '../../test/virtual-station.js';

function charging(configuration: Record<string, string> = {}): VirtualStation {
  const csms = new VirtualStation({ configuration: { MeterValueSampleInterval: '0', ...configuration } }).boot();
  csms.plug();
  csms.tag();
  csms.advance(600);
  csms.calls.length = 0;
  return csms;
}

describe('OCPP 1.6 §5.14 Reset', () => {
  test('Soft: the transaction ends with SoftReset before the connection goes; then the station boots', () => {
    const csms = charging();
    expect(csms.call('Reset', { type: 'Soft' })?.[2]).toEqual({ status: 'Accepted' });
    csms.advance(30);
    expect(csms.callsOf('StopTransaction')[0]!.payload['reason']).toBe('SoftReset');
    expect(csms.actions().indexOf('StopTransaction')).toBeLessThan(csms.actions().indexOf('BootNotification'));
    expect(csms.statuses().at(-1)).toBe('Preparing');
    expect(csms.station.registration).toBe('accepted');
  });

  test('Hard: at once; the StopTransaction with HardReset follows after the boot, with the register of the end', () => {
    const csms = charging();
    const registerWh = Math.floor(csms.connector().registerWh);
    csms.call('Reset', { type: 'Hard' });
    expect(csms.station.power).toBe('off');
    csms.advance(30);
    const [boot, ...rest] = csms.actions().filter((action) => action !== 'StatusNotification');
    expect([boot, ...rest]).toEqual(['BootNotification', 'StopTransaction']);
    expect(csms.callsOf('StopTransaction')[0]!.payload).toMatchObject({ reason: 'HardReset', meterStop: registerWh });
  });

  test('the station is dark for some seconds: nothing is sent, tags are ignored, plugs are noticed', () => {
    const csms = charging();
    csms.call('Reset', { type: 'Hard' });
    const before = csms.calls.length;
    csms.tag('A', 2);
    csms.plug(2);
    csms.advance(4);
    expect(csms.calls).toHaveLength(before);
    csms.advance(4);
    expect(csms.statuses(2).at(-1)).toBe('Preparing');
  });

  test('ResetRetries: a reset that fails is tried again so often, then given up', () => {
    const csms = charging({ ResetRetries: '2' });
    csms.input({ type: 'resetFailuresSet', count: 2 });
    csms.call('Reset', { type: 'Hard' });
    csms.advance(60);
    expect(csms.callsOf('BootNotification')).toHaveLength(1);
    csms.input({ type: 'resetFailuresSet', count: 5 });
    csms.call('Reset', { type: 'Hard' });
    csms.advance(120);
    expect(csms.callsOf('BootNotification')).toHaveLength(1);
    expect(csms.station.reset).toBeNull();
  });
});

describe('power loss', () => {
  test('the transaction ends at that moment with PowerLoss, and the CSMS learns it after the power is back', () => {
    const csms = charging();
    const lostAt = csms.iso();
    const registerWh = csms.connector().registerWh;
    csms.input({ type: 'powerLost' });
    csms.advance(3600);
    expect(csms.calls).toEqual([]);
    csms.input({ type: 'powerRestored' });
    csms.advance(1);
    expect(csms.callsOf('StopTransaction')[0]!.payload).toMatchObject({ reason: 'PowerLoss', timestamp: lostAt });
    expect(csms.connector().registerWh).toBe(registerWh);
  });
});

describe('OCPP 1.6 §5.2 ChangeAvailability', () => {
  const change = (csms: VirtualStation, connectorId: number, type: string) =>
    (csms.call('ChangeAvailability', { connectorId, type })?.[2] as { status: string }).status;

  test('Inoperative: Unavailable, and nobody can charge; Operative: Available again', () => {
    const csms = new VirtualStation().boot();
    expect(change(csms, 1, 'Inoperative')).toBe('Accepted');
    csms.plug();
    csms.tag();
    expect(csms.connector()).toMatchObject({ status: 'Unavailable', transaction: null });
    expect(csms.call('RemoteStartTransaction', { idTag: 'R', connectorId: 1 })?.[2]).toEqual({ status: 'Rejected' });
    expect(change(csms, 1, 'Operative')).toBe('Accepted');
    expect(csms.connector().status).toBe('Preparing');
  });

  test('during a transaction: Scheduled, and done when it ends', () => {
    const csms = charging();
    expect(change(csms, 1, 'Inoperative')).toBe('Scheduled');
    expect(csms.connector().status).toBe('Charging');
    csms.tag();
    expect(csms.statuses().at(-1)).toBe('Unavailable');
  });

  test('connector 0: the station and all its connectors', () => {
    const csms = new VirtualStation().boot();
    expect(change(csms, 0, 'Inoperative')).toBe('Accepted');
    expect([0, 1, 2].map((id) => csms.statuses(id).at(-1))).toEqual(['Unavailable', 'Unavailable', 'Unavailable']);
  });

  test('is kept over a reboot; an unknown connector is Rejected', () => {
    const csms = new VirtualStation().boot();
    change(csms, 2, 'Inoperative');
    expect(change(csms, 9, 'Inoperative')).toBe('Rejected');
    csms.call('Reset', { type: 'Hard' });
    csms.advance(10);
    expect(csms.statuses(2).at(-1)).toBe('Unavailable');
  });
});

describe('OCPP 1.6 §5.18 UnlockConnector', () => {
  const unlock = (csms: VirtualStation, connectorId = 1) =>
    (csms.call('UnlockConnector', { connectorId })?.[2] as { status: string }).status;

  test('ends a transaction with UnlockCommand, then unlocks', () => {
    const csms = charging();
    expect(unlock(csms)).toBe('Unlocked');
    expect(csms.callsOf('StopTransaction')[0]!.payload['reason']).toBe('UnlockCommand');
  });

  test('a stuck lock: UnlockFailed; an unknown connector: NotSupported', () => {
    const csms = new VirtualStation().boot();
    csms.input({ type: 'lockStuck', connectorId: 1, stuck: true });
    expect(unlock(csms)).toBe('UnlockFailed');
    expect(unlock(csms, 9)).toBe('NotSupported');
  });
});

describe('OCPP 1.6 §9.1 EV side disconnect', () => {
  test('StopTransactionOnEVSideDisconnect false: suspended until the plug is back', () => {
    const csms = charging({ StopTransactionOnEVSideDisconnect: 'false' });
    csms.input({ type: 'unplugged', connectorId: 1 });
    expect(csms.connector()).toMatchObject({ status: 'SuspendedEV', flow: { powerW: 0 } });
    csms.advance(60);
    csms.plug(1, 40, 80);
    expect(csms.connector().status).toBe('Charging');
    expect(csms.callsOf('StopTransaction')).toEqual([]);
  });

  test('UnlockConnectorOnEVSideDisconnect false: the cable stays, Finishing, until it is unlocked', () => {
    const csms = charging({ UnlockConnectorOnEVSideDisconnect: 'false' });
    csms.input({ type: 'unplugged', connectorId: 1 });
    expect(csms.connector().status).toBe('Finishing');
    csms.call('UnlockConnector', { connectorId: 1 });
    expect(csms.connector().status).toBe('Available');
  });
});

test('§9.1 MinimumStatusDuration: only a status that lasts is reported', () => {
  const csms = new VirtualStation({ configuration: { MinimumStatusDuration: '10' } }).boot();
  csms.plug();
  csms.advance(5);
  csms.input({ type: 'unplugged', connectorId: 1 });
  csms.advance(60);
  csms.plug();
  csms.advance(11);
  expect(csms.statuses()).toEqual(['Available', 'Preparing']);
});
