import type { Station } from '../station.js';
import { configurationKeys, rowOf } from './keys.js';
import type { ConfigurationKey } from './keys.js';

/** The value in force, as text. A station stores only what differs from the defaults. */
export function configurationText(station: Station, key: ConfigurationKey): string {
  const own = station.configuration[key];
  if (own !== undefined) return own;
  if (key === 'NumberOfConnectors') return String(station.connectors.length);
  return configurationKeys[key].default;
}

/** Stores a value that differs from the one in force. The config's own values stay as they are: fleets share them. */
export function setConfiguration(station: Station, key: string, value: string): void {
  if (station.configuration[key] === value) return;
  if (station.configuration[key] === undefined && rowOf(key)?.default === value) return;
  if (station.configuration === station.config.configuration) station.configuration = { ...station.configuration };
  station.configuration[key] = value;
}

/** A number key; a stored value that is no number counts as the default. */
export function configurationNumber(station: Station, key: ConfigurationKey): number {
  const value = Number(configurationText(station, key));
  return Number.isFinite(value) ? value : Number(configurationKeys[key].default);
}

export function configurationFlag(station: Station, key: ConfigurationKey): boolean {
  return configurationText(station, key).toLowerCase() === 'true';
}

const NO_ENTRIES: readonly string[] = [];
/** Lists are few and shared by whole fleets: split once. */
const lists = new Map<string, readonly string[]>();
const LISTS_KEPT = 1000;

export function configurationList(station: Station, key: ConfigurationKey): readonly string[] {
  const text = configurationText(station, key);
  if (text === '') return NO_ENTRIES;
  let list = lists.get(text);
  if (list === undefined) {
    list = splitList(text);
    if (lists.size >= LISTS_KEPT) lists.clear();
    lists.set(text, list);
  }
  return list;
}

export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
