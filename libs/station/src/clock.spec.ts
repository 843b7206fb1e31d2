import { describe, expect, test } from '@jest/globals';
import { isDisturbed } from './station.js';
import { fromWire, toWire } from './clock.js';
import { nextDeadline } from './deadlines.js';
import { VirtualStation } from '../test/virtual-station.js';

function charging(): VirtualStation {
  const csms = new VirtualStation().boot();
  csms.plug();
  csms.tag();
  return csms;
}

describe('a clock that runs fast', () => {
  test('60×: an hour of charging in a minute, meter values at their interval of its own clock', () => {
    const csms = charging();
    csms.input({ type: 'timeScaled', scale: 60 });
    csms.advance(60);
    expect(csms.connector().registerWh).toBeCloseTo(11_000, 3);
    expect(csms.callsOf('MeterValues')).toHaveLength(360);
    const [first, second] = csms.callsOf('MeterValues').map(({ payload }) => {
      const [{ timestamp }] = payload['meterValue'] as [{ timestamp: string }];
      return Date.parse(timestamp);
    });
    // The shell's clock has whole milliseconds: 60 of the station's.
    expect(Math.abs(second! - first! - 10_000)).toBeLessThanOrEqual(60);
    expect(isDisturbed(csms.station)).toBe(true);
  });

  test('time-outs of the network keep their real length', () => {
    const csms = charging();
    csms.input({ type: 'timeScaled', scale: 60 });
    csms.answers['Heartbeat'] = () => 'silence';
    csms.advance(5);
    const calls = csms.calls.length;
    expect(csms.station.rpc.outstanding?.action).toBe('Heartbeat');
    csms.advance(29);
    expect(csms.calls).toHaveLength(calls);
    csms.advance(2);
    expect(csms.calls.length).toBeGreaterThan(calls);
  });

  test('is bounded to 1× to 60×', () => {
    const csms = charging();
    csms.input({ type: 'timeScaled', scale: 1000 });
    expect(csms.station.clock.scale).toBe(60);
    csms.input({ type: 'timeScaled', scale: 0 });
    expect(csms.station.clock.scale).toBe(1);
  });
});

describe('jump to a state of charge', () => {
  test('the clock leaps: energy and time are those of the real charge, without a burst of messages', () => {
    const csms = charging();
    const before = csms.callsOf('MeterValues').length;
    csms.input({ type: 'timeJumped', connectorId: 1, socPercent: 50 });
    const connector = csms.connector();
    expect(connector.car?.socPercent).toBeCloseTo(50, 3);
    expect(connector.registerWh).toBeCloseTo(18_000, 0);
    expect(connector.integratedUntil - csms.now).toBeCloseTo((18_000 / 11_000) * 3_600_000, -1);
    expect(csms.callsOf('MeterValues').length - before).toBeLessThanOrEqual(1);
  });

  test('to where the car already is, or without a charging car, it does nothing', () => {
    const csms = charging();
    csms.input({ type: 'timeJumped', connectorId: 1, socPercent: 10 });
    csms.input({ type: 'timeJumped', connectorId: 2, socPercent: 90 });
    expect(csms.connector().registerWh).toBe(0);
    expect(csms.station.connection.state).toBe('open');
  });
});

describe('OCPP 1.6 §4.2: the clock of the CSMS', () => {
  test('timestamps follow currentTime of BootNotification.conf, energy does not', () => {
    const csms = new VirtualStation();
    const ahead = 3_600_000;
    const currentTime = (): string => new Date(csms.now + ahead).toISOString();
    csms.answers['BootNotification'] = () => ({ status: 'Accepted', currentTime: currentTime(), interval: 300 });
    csms.answers['Heartbeat'] = () => ({ currentTime: currentTime() });
    csms.boot();
    csms.plug();
    csms.tag();
    expect(csms.callsOf('StartTransaction')[0]!.payload['timestamp']).toBe(currentTime());
    csms.advance(600);
    expect(csms.connector().registerWh).toBeCloseTo(11_000 / 6, 6);
  });

  test('differences below a second are latency, not time', () => {
    const csms = new VirtualStation();
    csms.answers['BootNotification'] = () => ({
      status: 'Accepted',
      currentTime: new Date(csms.now + 900).toISOString(),
      interval: 300,
    });
    csms.boot();
    expect(csms.station.clock.offsetMs).toBe(0);
  });
});

test('times on the wire are those of Date.toISOString, for any time', () => {
  const { station } = new VirtualStation();
  for (let at = -1e12; at < 4e12; at += 12_345_678_901) expect(toWire(station, at)).toBe(new Date(at).toISOString());
});

test.each([
  ['2026-01-05T09:00:00Z', 9 * 60],
  ['2026-01-05T09:00', 9 * 60],
  ['2026-01-05T09:00:00+02', 7 * 60],
  ['2026-01-05T09:00:00-0130', 10 * 60 + 30],
  ['2026-01-05T08:59:60Z', 9 * 60],
])('OCPP 1.6 §3.15: %s of the wire is the same moment on every machine', (text, minutes) => {
  expect(fromWire(new VirtualStation().station, text)).toBe(Date.UTC(2026, 0, 5) + minutes * 60_000);
});

test.each(['Pending', 'Accepted'])('%s with an interval of ages breaks nothing', (status) => {
  const csms = new VirtualStation();
  csms.answers['BootNotification'] = () => ({ status, currentTime: csms.iso(), interval: Number.MAX_SAFE_INTEGER });
  csms.boot();
  expect(csms.station.registration).toBe(status.toLowerCase());
  expect(nextDeadline(csms.station)).toBeGreaterThan(csms.now);
  expect(toWire(csms.station, 1e300)).toBe('9999-12-31T23:59:59.999Z');
  expect(toWire(csms.station, -1e300)).toBe('0000-01-01T00:00:00.000Z');
});
