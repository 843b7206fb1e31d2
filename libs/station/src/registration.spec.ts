import { describe, expect, test } from '@jest/globals';
import { nextDeadline } from './deadlines.js';
import { VirtualStation } from '../test/virtual-station.js';

describe('OCPP 1.6 §4.2 Boot Notification', () => {
  test('Accepted: statuses of connector 0 to n follow, then heartbeats at the interval of the answer', () => {
    const csms = new VirtualStation();
    csms.answers['BootNotification'] = () => ({ status: 'Accepted', currentTime: csms.iso(), interval: 120 });
    csms.boot();
    expect(csms.actions()).toEqual([
      'BootNotification',
      'StatusNotification',
      'StatusNotification',
      'StatusNotification',
    ]);
    expect(csms.callsOf('StatusNotification').map(({ payload }) => payload['connectorId'])).toEqual([0, 1, 2]);
    csms.advance(360);
    expect(csms.callsOf('Heartbeat').map(({ at }) => at - csms.now + 360_000)).toEqual([120_000, 240_000, 360_000]);
  });

  test.each(['Pending', 'Rejected'])('%s: nothing but the next BootNotification, after the interval', (status) => {
    const csms = new VirtualStation();
    let tries = 0;
    csms.answers['BootNotification'] = () => ({
      status: ++tries < 3 ? status : 'Accepted',
      currentTime: csms.iso(),
      interval: 45,
    });
    csms.boot();
    csms.plug();
    csms.tag();
    csms.advance(44);
    expect(csms.actions()).toEqual(['BootNotification']);
    csms.advance(1);
    expect(csms.actions()).toEqual(['BootNotification', 'BootNotification']);
    csms.advance(45);
    expect(csms.actions().slice(0, 4)).toEqual([
      'BootNotification',
      'BootNotification',
      'BootNotification',
      'StatusNotification',
    ]);
    expect(csms.statuses(1)).toEqual(['Preparing']);
  });

  test('Rejected: a new connection does not shorten the wait', () => {
    const csms = new VirtualStation();
    csms.answers['BootNotification'] = () => ({ status: 'Rejected', currentTime: csms.iso(), interval: 600 });
    csms.boot();
    csms.cut();
    csms.advance(300);
    expect(csms.station.connection.state).toBe('open');
    expect(csms.callsOf('BootNotification')).toHaveLength(1);
    csms.advance(300);
    expect(csms.callsOf('BootNotification')).toHaveLength(2);
  });

  test('an interval of 0 in a refusal leaves the wait to the station, which does not flood', () => {
    const csms = new VirtualStation();
    csms.answers['BootNotification'] = () => ({ status: 'Pending', currentTime: csms.iso(), interval: 0 });
    csms.boot();
    csms.advance(60);
    expect(csms.callsOf('BootNotification').length).toBeLessThanOrEqual(3);
    expect(csms.callsOf('BootNotification').length).toBeGreaterThanOrEqual(2);
  });

  test('without an answer the waits double, with jitter, up to a quarter of an hour; an acceptance starts over', () => {
    const csms = new VirtualStation();
    csms.answers['BootNotification'] = () => ({ error: 'InternalError' });
    csms.boot();
    csms.advance(7200);
    const times = csms.callsOf('BootNotification').map(({ at }) => at);
    const waits = times.slice(1).map((at, index) => at - times[index]!);
    waits.forEach((wait, index) => {
      const least = Math.min(600_000, 30_000 * 2 ** index);
      expect(wait).toBeGreaterThanOrEqual(least);
      expect(wait).toBeLessThanOrEqual(least * 1.5);
    });
    expect(waits.length).toBeGreaterThan(8);
    csms.answers['BootNotification'] = () => ({ status: 'Accepted', currentTime: csms.iso(), interval: 300 });
    csms.advance(900);
    expect(csms.station.bootAttempts).toBe(0);
  });

  test('an error or no answer: tried again', () => {
    const csms = new VirtualStation();
    const script = [{ error: 'InternalError' }, 'silence' as const];
    csms.answers['BootNotification'] = () =>
      script.shift() ?? { status: 'Accepted', currentTime: csms.iso(), interval: 300 };
    csms.boot();
    csms.advance(300);
    expect(csms.callsOf('BootNotification')).toHaveLength(3);
    expect(csms.station.registration).toBe('accepted');
  });

  test('a plain reconnect is no boot: no BootNotification, and no status that has not changed', () => {
    const csms = new VirtualStation().boot();
    const before = csms.calls.length;
    csms.cut();
    csms.advance(10);
    expect(csms.station.connection.state).toBe('open');
    expect(csms.calls).toHaveLength(before);
  });

  test('§4.9: a status that changed while offline is reported on reconnect', () => {
    const csms = new VirtualStation().boot();
    csms.csmsUp = false;
    csms.cut();
    csms.plug(1);
    csms.csmsUp = true;
    csms.advance(120);
    expect(csms.statuses(1)).toEqual(['Available', 'Preparing']);
    expect(csms.statuses(2)).toEqual(['Available']);
  });
});

describe('the connection', () => {
  test('OCPP-J 1.6 §3.1.2: a server that agrees on no subprotocol is left, and tried again later', () => {
    const csms = new VirtualStation();
    csms.csmsUp = false;
    csms.boot();
    csms.csmsUp = true;
    csms.station.connection.state = 'connecting';
    csms.input({ type: 'connected', subprotocol: '' });
    expect(csms.outputs).toContainEqual({ type: 'closeConnection', code: 1002, reason: 'expected ocpp1.6' });
    expect(csms.actions()).toEqual([]);
    expect(csms.station.connection.state).toBe('waiting');
  });

  test('attempts back off exponentially, with jitter, up to 90 s', () => {
    const csms = new VirtualStation();
    csms.csmsUp = false;
    csms.boot();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 10; attempt++) {
      const wait = nextDeadline(csms.station) - csms.now;
      waits.push(wait);
      csms.advance(wait / 1000);
    }
    waits.forEach((wait, attempt) => {
      const least = Math.min(60_000, 1000 * 2 ** attempt);
      expect(wait).toBeGreaterThanOrEqual(least);
      expect(wait).toBeLessThanOrEqual(least * 1.5);
    });
    expect(csms.station.connection.lastFailure).toMatchObject({ code: 1006, wasOpen: false });
  });

  test('a server that accepts and closes at once is not hammered', () => {
    const csms = new VirtualStation();
    csms.answers['BootNotification'] = () => 'silence';
    csms.boot();
    let connections = 0;
    const end = csms.now + 60_000;
    while (csms.now < end) {
      csms.cut();
      connections += 1;
      csms.advance((nextDeadline(csms.station) - csms.now) / 1000);
    }
    expect(connections).toBeLessThan(8);
  });

  test('taken offline on purpose: no attempt until it is switched on again', () => {
    const csms = new VirtualStation().boot();
    csms.input({ type: 'networkSwitched', on: false });
    csms.advance(3600);
    expect(csms.station.connection.state).toBe('off');
    csms.input({ type: 'networkSwitched', on: true });
    expect(csms.station.connection.state).toBe('open');
  });
});
