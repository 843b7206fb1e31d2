// A release before this one kept the configuration of the station whose place a scenario has in localStorage. Who loads the
// page in the middle of such a scenario finds it where it is kept now: in the definition.
import { createStation, persistedPart, statePartsOf, step } from '@simulator/station';
import type { StationConfig } from '@simulator/station';
import type { SimulatorClient, StationDefinition } from '@simulator/station-runner/browser';
import { definitionProblem } from '../sharing/simulator-file.js';
import { readSaved, save } from '../ui/saved.js';

/** @param names of the entries, each the prefix and a station's key; they are gone afterwards */
export async function adoptBefore(client: SimulatorClient, names: readonly string[], prefix: string): Promise<void> {
  const { stations } = await client.exportStations();
  for (const name of names) {
    const definition = stations.find(({ definition: { key } }) => prefix + key === name)?.definition;
    const config = definition === undefined ? null : configFor(definition, readSaved(name));
    if (definition !== undefined && config !== null) {
      await client.updateDefinition({ ...definition, before: { config, parts: freshParts(config) } });
    }
    save(name, null);
  }
}

/** Null: there is nothing to put back. */
function configFor(definition: StationDefinition, text: string | null): StationConfig | null {
  if (definition.before !== undefined || text === JSON.stringify(definition.config)) return null;
  try {
    const config = JSON.parse(text ?? 'null') as StationConfig;
    return definitionProblem({ ...definition, config }) === null ? config : null;
  } catch {
    return null;
  }
}

/** Its meters were not kept: they begin at 0. */
function freshParts(config: StationConfig): Record<string, unknown> {
  const now = Date.now();
  const station = createStation(config, now);
  step(station, { type: 'poweredOn' }, now);
  return Object.fromEntries(statePartsOf(station).map((part) => [part, persistedPart(station, part)]));
}
