import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readStationSettings, stationConfig } from './config-file.js';

const directory = mkdtempSync(join(tmpdir(), 'config-file-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(content: unknown): string {
  const path = join(directory, 'station.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return path;
}

const problemOf = (content: unknown): string => {
  try {
    readStationSettings(file(content));
    return '';
  } catch (error) {
    return (error as Error).message.replaceAll(directory, '');
  }
};

describe('a configuration file', () => {
  test('changes what it names; configuration keys are added to those of the default station', () => {
    const ac = { current: 'AC', phases: 1, voltageV: 230, maxCurrentA: 16, cableMaxCurrentA: 16 };
    const settings = readStationSettings(
      file({
        vendor: 'ACME',
        connectors: [ac],
        maxPowerW: null,
        configuration: { HeartbeatInterval: '60', ChargeProfileMaxStackLevel: '3' },
      }),
    );
    const config = stationConfig('CS-1', 7, settings);
    expect(config).toMatchObject({ id: 'CS-1', seed: 7, vendor: 'ACME', connectors: [ac], maxPowerW: null });
    expect(config.configuration).toEqual({
      MeterValueSampleInterval: '10',
      HeartbeatInterval: '60',
      ChargeProfileMaxStackLevel: '3',
    });
  });

  test('none given: the default station', () => {
    expect(readStationSettings(undefined)).toEqual({});
  });

  test.each([
    ['{"vendor": }', '/station.json:1:12 /'],
    [{ color: 'red' }, '/station.json:2:3 /color'],
    [{ vendor: 'V'.repeat(21) }, '/station.json:2:3 /vendor'],
    [{ connectors: [] }, '/station.json:2:3 /connectors'],
    [{ connectors: [{ current: 'AC', phases: 2 }] }, '/connectors/0'],
    [{ configuration: { HeartbeatInterval: 'often' } }, '/configuration/HeartbeatInterval: must be a whole number'],
    [{ configuration: { Nonsense: '1' } }, '/configuration/Nonsense: there is no key Nonsense'],
    [{ model: '${name}' }, '/model: variables are only known in scenarios'],
  ])('%j is refused with file, line, path and reason', (content, expected) => {
    expect(problemOf(content)).toContain(expected);
  });

  test('a file that is not there is named', () => {
    expect(() => readStationSettings('/nowhere/station.json')).toThrow(
      '--config: /nowhere/station.json cannot be read',
    );
  });
});
