// The car that the next “Plug in” brings, by station and connector.
import { carPresets } from '@simulator/station';
import type { PlugIn } from '@simulator/station';
import { Store, useStore } from '../ui/store.js';

export type PlannedPlugIn = Required<PlugIn>;

const initial: PlannedPlugIn = { car: carPresets[0], socPercent: 34, targetSocPercent: 100 };
const planned = new Store<Readonly<Record<string, PlannedPlugIn>>>({});

const nameOf = (stationKey: string, connectorId: number) => `${connectorId} ${stationKey}`;

export function usePlannedPlugIn(stationKey: string, connectorId: number): PlannedPlugIn {
  return useStore(planned)[nameOf(stationKey, connectorId)] ?? initial;
}

export function planPlugIn(stationKey: string, connectorId: number, plugIn: PlannedPlugIn): void {
  planned.set({ ...planned.get(), [nameOf(stationKey, connectorId)]: plugIn });
}
