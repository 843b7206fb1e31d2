// Which station is looked at, and which of its connectors.
import { readSaved, save } from '../ui/saved.js';
import { Store } from '../ui/store.js';

const SAVED_AS = 'selected-station';

export const selectedStation = new Store<string | null>(readSaved(SAVED_AS));

export function selectStation(key: string | null): void {
  selectedStation.set(key);
  save(SAVED_AS, key);
}

/** Connector by station key; absent: the first. */
export const selectedConnectors = new Store<Readonly<Record<string, number>>>({});

export function selectConnector(key: string, connectorId: number): void {
  selectedConnectors.set({ ...selectedConnectors.get(), [key]: connectorId });
}
