// Everything of a browser's simulator as one JSON file: written, read, and refused with path and reason. Pure.
import { parseScenario, parseStationSettings } from '@simulator/station';
import type { Car, Scenario } from '@simulator/station';
import { readOwnCar } from '../cars/garage.js';
import { stationUrl } from '@simulator/station-runner/browser';
import type { StationDefinition, StoredStation } from '@simulator/station-runner/browser';

export const FORMAT = 'charging-station-simulator';
export const VERSION = 1;

export interface SimulatorFile {
  $schema: string;
  format: typeof FORMAT;
  version: typeof VERSION;
  /** ISO 8601. */
  exportedAt: string;
  stations: StoredStation[];
  scenarios: Scenario[];
  /** A file of Open EV Data, as it was imported; absent: none was. */
  openEvData?: string;
  /** Cars that the person made. */
  ownCars?: Car[];
  /** What the release that wrote the file found in its store and could not read. */
  unreadableStations?: unknown[];
}

/** `1 station and 2 scenarios`. */
export function contentWords({ stations, scenarios }: Pick<SimulatorFile, 'stations' | 'scenarios'>): string {
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  return `${counted(stations.length, 'station')} and ${counted(scenarios.length, 'scenario')}`;
}

export type ReadFile = { ok: true; file: SimulatorFile } | { ok: false; problem: string };

export function writeSimulatorFile(
  content: Pick<SimulatorFile, 'stations' | 'scenarios' | 'openEvData' | 'ownCars' | 'unreadableStations'>,
  now: number,
) {
  const file = {
    ...{ $schema: './simulator-file.schema.json', format: FORMAT, version: VERSION },
    ...{ exportedAt: new Date(now).toISOString(), ...content },
  };
  return JSON.stringify(file, null, 1);
}

class Refusal extends Error {}

/** The first makes version 1 into version 2, and so on; each sets `version`. */
export type FileMigration = (file: Record<string, unknown>) => Record<string, unknown>;

const MIGRATIONS: readonly FileMigration[] = [];

/** Never throws. A problem reads `/stations/0/definition/name: must be a text`. */
export function readSimulatorFile(text: string, migrations = MIGRATIONS): ReadFile {
  try {
    return { ok: true, file: check(parse(text, migrations)) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.message };
    throw error;
  }
}

function parse(text: string, migrations: readonly FileMigration[]): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Refusal(`is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  let file = asObject(value, '');
  if (file['format'] !== FORMAT) throw new Refusal(`/format: must be "${FORMAT}"; this is another kind of file`);
  const newest = migrations.length + 1;
  const version = file['version'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1 || version > newest) {
    const isNewer = typeof version === 'number' && version > newest;
    const remedy = isNewer ? '; a newer release has written the file: load the page again to get it' : '';
    throw new Refusal(`/version: is ${JSON.stringify(version)}; this release reads versions 1 to ${newest}${remedy}`);
  }
  for (const migrate of migrations.slice(version - 1)) file = migrate(file);
  return file;
}

function check(file: Record<string, unknown>): SimulatorFile {
  const { stations = [], scenarios = [], openEvData } = file;
  asList(stations, '/stations').forEach((station, index) => checkStation(station, `/stations/${index}`));
  asList(scenarios, '/scenarios').forEach((scenario, index) => checkScenario(scenario, `/scenarios/${index}`));
  const { ownCars = [], unreadableStations = [] } = file;
  asList(unreadableStations, '/unreadableStations');
  asList(ownCars, '/ownCars').forEach((car, index) => {
    if (readOwnCar(car) === undefined) throw new Refusal(`/ownCars/${index}: must be a car`);
  });
  if (openEvData !== undefined) asText(openEvData, '/openEvData');
  const keys = (stations as StoredStation[]).map(({ definition }) => definition.key);
  const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (twice >= 0) throw new Refusal(`/stations/${twice}/definition/key: another station of the file has it`);
  return { ...file, stations, scenarios } as unknown as SimulatorFile;
}

function checkStation(value: unknown, path: string): void {
  const { definition, parts = {} } = asObject(value, path);
  checkDefinition(definition, `${path}/definition`);
  asObject(parts, `${path}/parts`);
}

/** Also for what a share link brings. @throws Refusal */
function checkDefinition(value: unknown, path: string): void {
  const definition = asObject(value, path);
  for (const name of ['key', 'name', 'csmsUrl']) asText(definition[name], `${path}/${name}`);
  const { id, seed, ocppVersion, ...settings } = asObject(definition['config'], `${path}/config`);
  asText(id, `${path}/config/id`);
  if (!Number.isInteger(seed)) throw new Refusal(`${path}/config/seed: must be a whole number`);
  if (ocppVersion !== '1.6') throw new Refusal(`${path}/config/ocppVersion: must be "1.6"`);
  for (const name of ['vendor', 'model', 'serialNumber', 'firmwareVersion', 'connectors', 'configuration']) {
    if (settings[name] === undefined) throw new Refusal(`${path}/config/${name}: is missing`);
  }
  const parsed = parseStationSettings(JSON.stringify(settings));
  const [problem] = parsed.ok ? [] : parsed.problems;
  if (problem !== undefined) throw new Refusal(`${path}/config${problem.path}: ${problem.message}`);
  if (definition['before'] !== undefined) {
    const { config, parts } = asObject(definition['before'], `${path}/before`);
    checkDefinition({ ...definition, config, before: undefined }, `${path}/before`);
    asObject(parts, `${path}/before/parts`);
  }
  if (definition['tags'] !== undefined) {
    asList(definition['tags'], `${path}/tags`).forEach((tag, index) => asText(tag, `${path}/tags/${index}`));
  }
  try {
    stationUrl(definition as unknown as StationDefinition);
  } catch (error) {
    throw new Refusal(`${path}/csmsUrl: ${(error as Error).message}`, { cause: error });
  }
}

function checkScenario(value: unknown, path: string): void {
  const parsed = parseScenario(JSON.stringify(value));
  const [problem] = parsed.ok ? [] : parsed.problems;
  if (problem !== undefined) throw new Refusal(`${path}${problem.path}: ${problem.message}`);
}

/** What is wrong with a definition from elsewhere; null: nothing. */
export function definitionProblem(value: unknown): string | null {
  try {
    checkDefinition(value, '');
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(`${path || 'the file'}: must be an object`);
  }
  return value as Record<string, unknown>;
}

function asList(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw new Refusal(`${path}: must be a list`);
  return value;
}

function asText(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw new Refusal(`${path}: must be a text`);
  return value;
}
