// What a station was before a scenario took its place, so that it can be put back.
import type { StationDefinition } from '@simulator/station-runner/browser';
import { readSaved, save } from '../ui/saved.js';

const nameOf = (key: string): string => `before-scenario-${key}`;

/** The first one counts: a scenario after a scenario does not make the first one's station the person's own. */
export function rememberStation(definition: StationDefinition): void {
  if (stationBefore(definition.key) === null) save(nameOf(definition.key), JSON.stringify(definition.config));
}

export function stationBefore(key: string): StationDefinition['config'] | null {
  try {
    return JSON.parse(readSaved(nameOf(key)) ?? 'null') as StationDefinition['config'] | null;
  } catch {
    return null;
  }
}

export function forgetStationBefore(key: string): void {
  save(nameOf(key), null);
}
