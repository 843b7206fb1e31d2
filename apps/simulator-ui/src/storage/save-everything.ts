// Everything that this browser keeps, to one file: through the Worker, or past it when it is dead.
import { restoreStation } from '@simulator/station';
import { readStoredStations } from '@simulator/station-runner/browser';
import type { ExportedStations, SimulatorClient, StoredStation } from '@simulator/station-runner/browser';
import { openEvDataText, ownCars } from '../cars/garage.js';
import { ownScenarios } from '../scenarios/own-scenarios.js';
import { contentWords, definitionProblem, writeSimulatorFile } from '../sharing/simulator-file.js';
import { saveFile } from '../ui/save-file.js';

/** What the running stations are at this moment. @returns what was saved, in words */
export async function saveEverything(client: SimulatorClient): Promise<string> {
  return save(await client.exportStations());
}

/** What is in the store: the last that was stored. @returns what was saved, in words */
export async function saveStored(): Promise<string> {
  const stored = await readStoredStations();
  return save({ stations: stored.filter(isReadable), unreadable: stored.filter((station) => !isReadable(station)) });
}

/** One station that this release cannot read, as it was found. */
export async function saveUnreadable(key: string): Promise<void> {
  const found = (await readStoredStations()).find(({ definition }) => definition.key === key);
  if (found === undefined) throw new Error('The station is not in the store any more.');
  saveFile(`station-${key}.json`, 'application/json', JSON.stringify(found, null, 1));
}

function save({ stations, unreadable }: ExportedStations): string {
  const openEvData = openEvDataText();
  const content = {
    ...{ stations, scenarios: [...ownScenarios.get()], ownCars: [...ownCars.get()] },
    ...(openEvData === null ? {} : { openEvData }),
    ...(unreadable.length === 0 ? {} : { unreadableStations: unreadable }),
  };
  const day = new Date().toISOString().slice(0, 10);
  saveFile(`simulator-${day}.json`, 'application/json', writeSimulatorFile(content, Date.now()));
  const words = `${contentWords(content)} exported.`;
  if (unreadable.length === 0) return words;
  return `${words} ${unreadable.length} more cannot be read: they are in the file as they were found, below “unreadableStations”.`;
}

function isReadable({ definition, parts }: StoredStation): boolean {
  try {
    restoreStation(structuredClone(parts), Date.now());
    return definitionProblem(definition) === null;
  } catch {
    return false;
  }
}
