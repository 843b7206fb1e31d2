// --config: what the station is, from a JSON file that is checked before anything runs.
import { readFileSync } from 'node:fs';
import { applyStationSettings, defaultStationConfig, parseStationSettings } from '@simulator/station';
import type { StationConfig, StationSettings } from '@simulator/station';

/** Further problems of a file seldom help. */
const MAX_PROBLEMS = 20;

/** @throws Error with a line for each problem: file, line, column, path, reason */
export function readStationSettings(file: string | undefined): StationSettings {
  if (file === undefined) return {};
  const parsed = parseStationSettings(readText(file));
  if (parsed.ok) return parsed.settings;
  const lines = parsed.problems
    .slice(0, MAX_PROBLEMS)
    .map(({ line, column, path, message }) => `${file}:${line}:${column} ${path === '' ? '/' : path}: ${message}`);
  throw new Error(lines.join('\nsimulate: '));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`--config: ${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** The station of the command line, before a task adds its own. */
export function stationConfig(id: string, seed: number, settings: StationSettings): StationConfig {
  return applyStationSettings(defaultStationConfig(id, seed), settings);
}
