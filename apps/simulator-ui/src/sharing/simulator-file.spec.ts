import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createStation, defaultStationConfig, persistedPart, restoreStation, statePartsOf } from '@simulator/station';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isShareLink, readShareLink, shareable, shareLink } from './share-link.js';
import { readSimulatorFile, writeSimulatorFile } from './simulator-file.js';
import type { FileMigration } from './simulator-file.js';

const config = {
  ...defaultStationConfig('CS-1', 7),
  configuration: { AuthorizationKey: 'secret', HeartbeatInterval: '9' },
};
const definition = { key: 'k1', name: 'Front yard', csmsUrl: 'wss://CS-1:pass@csms.example/ocpp', config };

function stored() {
  const station = createStation(definition.config, 0);
  const parts = Object.fromEntries(statePartsOf(station).map((part) => [part, persistedPart(station, part)]));
  return { definition, parts };
}

const scenario = { name: 'Mine', description: 'd', steps: [{ do: 'powerOn' as const }] };
const written = () => writeSimulatorFile({ stations: [stored()], scenarios: [scenario] }, 0);
/** A file that a test spoils. */
type AnyFile = Record<string, unknown> & {
  stations: { definition: Record<string, unknown> & { config: Record<string, unknown> } }[];
  scenarios: Record<string, unknown>[];
};

const changed = (change: (file: AnyFile) => void): string => {
  const file = JSON.parse(written()) as AnyFile;
  change(file);
  return JSON.stringify(file);
};

const schema = JSON.parse(
  readFileSync(new URL('../../public/simulator-file.schema.json', import.meta.url).pathname, 'utf8'),
) as object;
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);

describe('the file of everything', () => {
  it('is read as it was written, follows its schema, and a station comes back from it', () => {
    const read = readSimulatorFile(written());
    if (!read.ok) throw new Error(read.problem);
    expect(validate(JSON.parse(written()))).toBe(true);
    const [station] = read.file.stations;
    expect(restoreStation(station!.parts, 0).config).toEqual(config);
    expect(read.file.scenarios).toEqual([scenario]);
  });

  it('of an older version is migrated step by step; of a newer one it names the way out', () => {
    const steps: FileMigration[] = [
      ({ posts, ...file }) => ({ ...file, version: 2, stations: posts }),
      (file) => ({ ...file, version: 3, scenarios: [scenario] }),
    ];
    const { stations, scenarios: _, ...rest } = JSON.parse(written()) as AnyFile;
    const read = readSimulatorFile(JSON.stringify({ ...rest, posts: stations }), steps);
    expect(read).toMatchObject({ ok: true, file: { version: 3, stations, scenarios: [scenario] } });
    const newer = readSimulatorFile(
      changed((file) => (file['version'] = 4)),
      steps,
    );
    expect(newer).toMatchObject({
      ok: false,
      problem: expect.stringContaining('a newer release has written the file'),
    });
  });

  it('takes along what could not be read, and its schema knows that', () => {
    const unreadableStations = [{ definition: { key: 'x' }, parts: {} }];
    const text = writeSimulatorFile({ stations: [], scenarios: [], unreadableStations }, 0);
    expect(validate(JSON.parse(text))).toBe(true);
    expect(readSimulatorFile(text)).toMatchObject({ ok: true, file: { unreadableStations } });
  });

  it.each<[string, (file: AnyFile) => void]>([
    ['/format', (file) => (file['format'] = 'other')],
    ['/version', (file) => (file['version'] = 99)],
    ['/stations: must be a list', (file) => Object.assign(file, { stations: {} })],
    ['/stations/0/definition/name', (file) => (file.stations[0]!.definition['name'] = 3)],
    ['/stations/0/definition/csmsUrl', (file) => (file.stations[0]!.definition['csmsUrl'] = 'http://x')],
    ['/stations/0/definition/config/connectors', (file) => (file.stations[0]!.definition.config['connectors'] = [])],
    ['/stations/1/definition/key', (file) => file.stations.push(file.stations[0]!)],
    ['/scenarios/0/steps', (file) => (file.scenarios[0]!['steps'] = [])],
  ])('is refused with the place: %s', (place, change) => {
    const read = readSimulatorFile(changed(change));
    expect(read).toMatchObject({ ok: false, problem: expect.stringContaining(place) });
  });

  it('says of a text that is no JSON where it breaks', () => {
    expect(readSimulatorFile('{"a":')).toMatchObject({ ok: false, problem: expect.stringMatching(/^is no JSON/) });
  });
});

describe('a share link', () => {
  it('has the station and its seed in the fragment, and no password anywhere', async () => {
    const relay = { headers: { Authorization: 'x' }, clientCertificate: { certificate: 'c', key: 'k' } };
    const shared = shareable({ ...definition, relay }, scenario);
    expect(JSON.stringify(shared)).not.toMatch(/secret|pass|Authorization"|clientCertificate/);
    const link = new URL(await shareLink('https://page.example/', shared));
    expect(link.pathname + link.search).toBe('/');
    expect(isShareLink(link.hash)).toBe(true);
    const read = await readShareLink(link.hash);
    expect(read).toEqual({ ok: true, shared });
    expect(shared.config.configuration).toEqual({ HeartbeatInterval: '9' });
  });

  it.each(['#share=', '#share=%%%', '#share=AAAA'])('that is damaged says so: %s', async (hash) => {
    await expect(readShareLink(hash)).resolves.toMatchObject({
      ok: false,
      problem: expect.stringContaining('damaged'),
    });
  });

  it('to something else names what is wrong', async () => {
    const link = await shareLink('', { ...shareable(definition), csmsUrl: 'javascript:alert(1)' });
    await expect(readShareLink(link)).resolves.toMatchObject({
      ok: false,
      problem: expect.stringContaining('/csmsUrl'),
    });
  });
});
