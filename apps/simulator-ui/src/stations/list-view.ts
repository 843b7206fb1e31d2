// The list of stations: how one looks, which ones match a search, and which rows are in view. Pure.
import type { ConnectorStatus } from '@simulator/station';
import type { StationSummary } from '@simulator/station-runner/browser';
import { mostEventful, statusLooks } from '../connector/status-look.js';
import type { IconName } from '../ui/icon.js';

export interface StationLook {
  icon: IconName;
  words: string;
  color: string;
}

export function lookOf({ connection, registration, connectors }: StationSummary): StationLook {
  if (connection === 'off') return { icon: 'wifiOff', words: 'Offline', color: 'var(--text-soft)' };
  if (connection === 'waiting') return { icon: 'alert', words: 'No connection', color: 'var(--bad)' };
  if (connection === 'connecting') return { icon: 'clock', words: 'Connecting…', color: 'var(--busy)' };
  if (registration !== 'accepted')
    return { icon: 'clock', words: `Boot ${registration === 'none' ? 'sent' : registration}`, color: 'var(--busy)' };
  return statusLooks[mostEventful(connectors.map(({ status }) => status))];
}

export function powerOf({ connectors }: StationSummary): number {
  return connectors.reduce((sum, { powerW }) => sum + powerW, 0);
}

/** Every word must be in the name, the id, a tag or the state. */
export function matching(stations: readonly StationSummary[], search: string): readonly StationSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return stations;
  return stations.filter((station) => {
    const { name, stationId, tags } = station;
    const text = [name, stationId, ...tags, lookOf(station).words].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** `812 Charging, 188 Available`: the states of all, the most frequent first. */
export function countWords(stations: readonly StationSummary[]): string {
  const counts = new Map<string, number>();
  for (const station of stations) {
    const { words } = lookOf(station);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([words, count]) => `${count} ${words}`)
    .join(', ');
}

/** Rows of one height in view, with some around: the first and the one after the last. */
export function rowsInView(count: number, view: { top: number; height: number; rowHeight: number }): [number, number] {
  const { top, height, rowHeight } = view;
  const around = 6;
  const first = Math.max(0, Math.floor(top / rowHeight) - around);
  return [Math.min(first, count), Math.min(count, Math.ceil((top + height) / rowHeight) + around)];
}

/** Connectors with a transaction, by connector id: the keys of their stations. */
export function busyConnectors(stations: readonly StationSummary[]): Map<number, string[]> {
  const busy: readonly ConnectorStatus[] = ['Charging', 'SuspendedEV', 'SuspendedEVSE'];
  const found = new Map<number, string[]>();
  for (const { key, connectors } of stations) {
    for (const { id, status } of connectors) {
      if (busy.includes(status)) found.set(id, [...(found.get(id) ?? []), key]);
    }
  }
  return found;
}
