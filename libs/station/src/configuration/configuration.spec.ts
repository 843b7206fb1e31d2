import { describe, expect, test } from '@jest/globals';
import { VirtualStation } from '../../test/virtual-station.js';
import { configurationProblem } from './change.js';
import { configurationKeys } from './keys.js';

type Entry = { key: string; readonly: boolean; value: string };

function booted(): VirtualStation {
  return new VirtualStation({ configuration: {} }).boot();
}

const change = (csms: VirtualStation, key: string, value: string): string => {
  const answer = csms.call('ChangeConfiguration', { key, value })?.[2] as { status: string };
  return answer.status;
};

const read = (csms: VirtualStation, ...key: string[]) =>
  csms.call('GetConfiguration', key.length === 0 ? {} : { key })?.[2] as {
    configurationKey: Entry[];
    unknownKey?: string[];
  };

describe('OCPP 1.6 §5.8 GetConfiguration', () => {
  test('without keys: all but the write-only ones, with their flags', () => {
    const { configurationKey } = read(booted());
    expect(configurationKey).toHaveLength(Object.keys(configurationKeys).length - 1);
    expect(configurationKey).toContainEqual({ key: 'NumberOfConnectors', readonly: true, value: '2' });
    expect(configurationKey).toContainEqual({ key: 'HeartbeatInterval', readonly: false, value: '300' });
    expect(configurationKey.map(({ key }) => key)).not.toContain('AuthorizationKey');
  });

  test('with keys: those, however they are spelled; unknown ones are listed apart', () => {
    const answer = read(booted(), 'heartbeatINTERVAL', 'Nonsense');
    expect(answer.configurationKey).toEqual([{ key: 'HeartbeatInterval', readonly: false, value: '300' }]);
    expect(answer.unknownKey).toEqual(['Nonsense']);
  });
});

describe('OCPP 1.6 §5.3 ChangeConfiguration', () => {
  test.each([
    ['MeterValueSampleInterval', '15', 'Accepted'],
    ['MeterValueSampleInterval', '-1', 'Rejected'],
    ['MeterValueSampleInterval', '1.5', 'Rejected'],
    ['MeterValueSampleInterval', 'often', 'Rejected'],
    ['LightIntensity', '101', 'Rejected'],
    ['TransactionMessageAttempts', '0', 'Rejected'],
    ['LocalPreAuthorize', 'TRUE', 'Accepted'],
    ['LocalPreAuthorize', 'yes', 'Rejected'],
    ['MeterValuesSampledData', 'Voltage, SoC', 'Accepted'],
    ['MeterValuesSampledData', 'Voltage,Happiness', 'Rejected'],
    ['NumberOfConnectors', '3', 'Rejected'],
    ['Nonsense', '1', 'NotSupported'],
    ['SecurityProfile', '2', 'RebootRequired'],
    ['AuthorizationKey', 'x'.repeat(40), 'Accepted'],
    ['AuthorizationKey', 'x'.repeat(41), 'Rejected'],
  ])('%s = %s → %s', (key, value, status) => {
    expect(change(booted(), key, value)).toBe(status);
  });

  test('what was accepted is read back; what was rejected changed nothing', () => {
    const csms = booted();
    change(csms, 'meterValueSampleInterval', '15');
    change(csms, 'ConnectionTimeOut', 'soon');
    expect(
      read(csms, 'MeterValueSampleInterval', 'ConnectionTimeOut').configurationKey.map(({ value }) => value),
    ).toEqual(['15', '60']);
  });

  test('whitepaper §2.1: the security profile is never lowered by it', () => {
    const csms = booted();
    expect(change(csms, 'SecurityProfile', '2')).toBe('RebootRequired');
    expect(change(csms, 'SecurityProfile', '1')).toBe('Rejected');
  });

  test('HeartbeatInterval and MeterValueSampleInterval take effect at once', () => {
    const csms = booted();
    csms.plug();
    csms.tag();
    change(csms, 'HeartbeatInterval', '20');
    change(csms, 'MeterValueSampleInterval', '30');
    csms.advance(60);
    expect(csms.callsOf('Heartbeat')).toHaveLength(3);
    expect(csms.callsOf('MeterValues')).toHaveLength(2);
  });
});

describe('a key set at the station itself', () => {
  test('obeys the rules of ChangeConfiguration and takes effect at once, without a message', () => {
    const csms = booted();
    const sent = csms.wire.length;
    csms.input({ type: 'configurationChanged', key: 'heartbeatinterval', value: '20' });
    expect(csms.wire).toHaveLength(sent);
    expect(csms.outputs).toContainEqual({ type: 'persist', part: 'station' });
    csms.advance(60);
    expect(csms.callsOf('Heartbeat')).toHaveLength(3);
  });

  test.each([
    ['HeartbeatInterval', 'often', 'must be a whole number'],
    ['NumberOfConnectors', '9', 'is read-only'],
    ['Nonsense', '1', 'there is no key Nonsense'],
  ])('%s = %s: %s, and nothing changes', (key, value, problem) => {
    const csms = booted();
    const before = structuredClone(csms.station.configuration);
    expect(configurationProblem(csms.station, key, value)).toBe(problem);
    csms.input({ type: 'configurationChanged', key, value });
    expect(csms.station.configuration).toEqual(before);
    expect(csms.outputs.at(-1)).toMatchObject({ type: 'log', message: expect.stringContaining(problem) });
  });
});
