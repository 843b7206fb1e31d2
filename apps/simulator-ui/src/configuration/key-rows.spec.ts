import { describe, expect, it } from '@jest/globals';
import { configurationKeys, createStation, defaultStationConfig } from '@simulator/station';
import { flagsOf, keyGroups, kindOf } from './key-rows.js';

const station = createStation(
  { ...defaultStationConfig('CP', 1), configuration: { AuthorizationKey: 'secret', MeterValueSampleInterval: '10' } },
  0,
);
const keysOf = (search: string, onlyChanged = false) =>
  keyGroups(station, search, onlyChanged).flatMap(({ rows }) => rows.map(({ key }) => key));

describe('the list of configuration keys', () => {
  it('has all keys of the engine, by profile', () => {
    expect(keysOf('').sort()).toEqual(Object.keys(configurationKeys).sort());
    expect(keyGroups(station, '', false).map(({ profile }) => profile)).toContain('SmartCharging');
  });

  it('is searched by parts of names, values, flags and profiles, in any order', () => {
    expect(keysOf('interval heartbeat')).toEqual(['HeartbeatInterval']);
    expect(keysOf('reboot')).toEqual(['SecurityProfile']);
    expect(keysOf('read-only zero')).toEqual(['ReserveConnectorZeroSupported']);
    expect(keysOf('LocalAuthListManagement 200')).toEqual(['SendLocalListMaxLength']);
    expect(keysOf('nothing like it')).toEqual([]);
  });

  it('tells the value in force, what was changed, and never a secret', () => {
    const rows = keyGroups(station, '', true).flatMap((group) => group.rows);
    expect(rows.map(({ key, value }) => [key, value])).toEqual([
      ['MeterValueSampleInterval', '10'],
      ['AuthorizationKey', ''],
    ]);
    expect(flagsOf(rows[1]!)).toEqual(['write-only', 'changed']);
    expect(keysOf('secret')).toEqual([]);
    expect(keysOf('NumberOfConnectors', true)).toEqual([]);
    expect(keyGroups(station, 'NumberOfConnectors', false)[0]?.rows[0]?.value).toBe('2');
  });

  it('says what a key takes', () => {
    expect(kindOf(configurationKeys.LightIntensity)).toBe('a whole number from 0 to 100');
    expect(kindOf(configurationKeys.TransactionMessageAttempts)).toBe('a whole number, 1 or more');
    expect(kindOf(configurationKeys.AuthorizationKey)).toBe('a text of at most 40 characters');
  });
});
