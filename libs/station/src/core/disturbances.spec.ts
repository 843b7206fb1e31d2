import { describe, expect, test } from '@jest/globals';
import type { Fault, WireFaults } from '../index.js';
import { isDisturbed } from '../station.js';
import { VirtualStation } from '../../test/virtual-station.js';

const ground: Fault = { errorCode: 'GroundFailure', vendorErrorCode: 'E42', info: 'leak at 30 mA', blocking: true };
const sound: WireFaults = {
  latencyMs: 0,
  jitterMs: 0,
  drop: 0,
  duplicate: 0,
  reorder: 0,
  noReply: 0,
  malformedJson: 0,
  schemaViolation: 0,
  wrongMessageId: 0,
};

function charging(): VirtualStation {
  const csms = new VirtualStation().boot();
  csms.plug();
  csms.tag();
  csms.calls.length = 0;
  return csms;
}

describe('faults of a connector', () => {
  test('in mid-session: Faulted with its codes, no energy; cleared: the session goes on (OCPP 1.6 §4.9, I3)', () => {
    const csms = charging();
    csms.advance(60);
    csms.input({ type: 'faultInjected', connectorId: 1, fault: ground });
    expect(isDisturbed(csms.station)).toBe(true);
    const { registerWh } = csms.connector();
    csms.advance(600);
    expect(csms.connector()).toMatchObject({ status: 'Faulted', registerWh, flow: { powerW: 0 } });
    expect(csms.callsOf('StatusNotification')[0]!.payload).toMatchObject({
      status: 'Faulted',
      errorCode: 'GroundFailure',
      vendorErrorCode: 'E42',
      info: 'leak at 30 mA',
    });
    csms.input({ type: 'faultCleared', connectorId: 1 });
    expect(csms.statuses()).toEqual(['Faulted', 'Charging']);
    expect(isDisturbed(csms.station)).toBe(false);
  });

  test('a warning: the code is reported, the status stays, the energy flows', () => {
    const csms = charging();
    csms.input({
      type: 'faultInjected',
      connectorId: 1,
      fault: { ...ground, errorCode: 'HighTemperature', blocking: false },
    });
    expect(csms.callsOf('StatusNotification')[0]!.payload).toMatchObject({
      status: 'Charging',
      errorCode: 'HighTemperature',
    });
    expect(csms.connector().flow.powerW).toBe(11_000);
  });

  test('of the whole station: connector 0 and all others', () => {
    const csms = charging();
    csms.input({ type: 'faultInjected', connectorId: 0, fault: ground });
    expect([0, 1, 2].map((id) => csms.statuses(id).at(-1))).toEqual(['Faulted', 'Faulted', 'Faulted']);
  });

  test('a broken meter sends no values, and the register stands in nobody’s way', () => {
    const csms = charging();
    csms.input({ type: 'meterBroken', connectorId: 1, broken: true });
    csms.advance(60);
    expect(csms.callsOf('MeterValues')).toEqual([]);
    csms.input({ type: 'meterBroken', connectorId: 1, broken: false });
    csms.advance(10);
    expect(csms.callsOf('MeterValues')).toHaveLength(1);
  });

  test('heat takes power (derating)', () => {
    const csms = new VirtualStation({ derating: { fromC: 40, toC: 60, factor: 0.5 } }).boot();
    csms.plug(2);
    csms.tag('A', 2);
    const full = csms.connector(2).offeredW;
    csms.input({ type: 'temperatureChanged', celsius: 50 });
    expect(csms.connector(2).offeredW).toBeCloseTo(full * 0.75, 6);
    csms.input({ type: 'temperatureChanged', celsius: 90 });
    expect(csms.connector(2).offeredW).toBeCloseTo(full * 0.5, 6);
  });
});

describe('faults of the wire, from the seed', () => {
  /** Sends `count` heartbeats through these faults; returns the texts that left, with their times. */
  function through(faults: Partial<WireFaults>, count = 40): { text: string; at: number }[] {
    const csms = new VirtualStation({ configuration: { HeartbeatInterval: '60' } });
    csms.answers['BootNotification'] = () => ({ status: 'Accepted', currentTime: csms.iso(), interval: 60 });
    csms.boot();
    csms.input({ type: 'wireFaultsSet', faults: { ...sound, ...faults } });
    const before = csms.wire.length;
    csms.advance(count * 60 + 5);
    return csms.wire.slice(before);
  }

  test('a sound wire lets everything through', () => {
    expect(through({})).toHaveLength(40);
  });

  test('drop: all, none, or about as many as said; the same seed loses the same ones', () => {
    expect(through({ drop: 1 })).toHaveLength(0);
    const some = through({ drop: 0.5 });
    expect(some.length).toBeGreaterThan(8);
    expect(some.length).toBeLessThan(32);
    expect(through({ drop: 0.5 })).toEqual(some);
  });

  test('duplicate: every frame twice', () => {
    const texts = through({ duplicate: 1 }).map(({ text }) => text);
    expect(texts).toHaveLength(80);
    expect(texts[0]).toBe(texts[1]);
  });

  test('latency and jitter delay, and never reorder', () => {
    const frames = through({ latencyMs: 1000, jitterMs: 500 });
    expect(frames).toHaveLength(40);
    expect(frames[0]!.at % 60_000).toBeGreaterThanOrEqual(1000);
    expect(frames[0]!.at % 60_000).toBeLessThanOrEqual(1501);
  });

  test('malformed JSON is no JSON; a broken schema is JSON that the schema refuses', () => {
    expect(() => JSON.parse(through({ malformedJson: 1 }, 1)[0]!.text) as unknown).toThrow();
    expect(JSON.parse(through({ schemaViolation: 1 }, 1)[0]!.text)).toMatchObject([
      2,
      expect.any(String),
      'Heartbeat',
      { unexpected: [[null]] },
    ]);
  });

  test('no reply, and a reply with a wrong message id', () => {
    const csms = new VirtualStation().boot();
    csms.input({ type: 'wireFaultsSet', faults: { ...sound, noReply: 1 } });
    expect(csms.call('ClearCache', {})).toBeUndefined();
    csms.input({ type: 'wireFaultsSet', faults: { ...sound, wrongMessageId: 1 } });
    expect(csms.call('ClearCache', {})?.[1]).toMatch(/^wrong-csms-/);
    csms.input({ type: 'wireFaultsSet', faults: null });
    expect(csms.call('ClearCache', {})?.[1]).toMatch(/^csms-/);
  });

  test('frames of the CSMS are lost, or come twice: a lost answer is a time-out, a doubled CALL is answered twice', () => {
    const csms = new VirtualStation().boot();
    csms.input({ type: 'wireFaultsSet', faults: { ...sound, dropReceived: 1 } });
    expect(csms.call('ClearCache', {})).toBeUndefined();
    csms.plug();
    csms.tag();
    // The status and the Authorize both wait for their answers in vain.
    csms.advance(62);
    expect(csms.connector().transaction).toBeNull();
    csms.input({ type: 'wireFaultsSet', faults: { ...sound, duplicateReceived: 1 } });
    csms.tag();
    expect(csms.callsOf('StartTransaction')).toHaveLength(1);
    csms.call('ClearCache', {});
    expect(csms.answersSent).toHaveLength(2);
  });

  test('reorder: an answer is overtaken by what is sent after it', () => {
    const csms = new VirtualStation().boot();
    csms.input({ type: 'wireFaultsSet', faults: { ...sound, reorder: 1 } });
    csms.call('ClearCache', {});
    csms.input({ type: 'wireFaultsSet', faults: sound });
    csms.call('GetLocalListVersion', {});
    csms.advance(5);
    expect(csms.answersSent.map((answer) => answer[2])).toEqual([{ listVersion: 0 }, { status: 'Accepted' }]);
  });

  test('the connection cut for a while comes back after it, not before', () => {
    const csms = charging();
    csms.input({ type: 'connectionCut', seconds: 90 });
    csms.advance(89);
    expect(csms.station.connection.state).toBe('waiting');
    csms.advance(1);
    expect(csms.station.connection.state).toBe('open');
    expect(csms.callsOf('MeterValues')).toHaveLength(9);
  });
});
