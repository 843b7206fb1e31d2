// The configuration keys as the tab lists them. Pure.
import { configurationKeys, configurationText } from '@simulator/station';
import type { ConfigurationKey, ConfigurationKeyRow, FeatureProfile, Station } from '@simulator/station';

export interface KeyRow {
  key: ConfigurationKey;
  row: ConfigurationKeyRow;
  /** In force; of a write-only key '' (it is never told). */
  value: string;
  /** Differs from the value of a new station. */
  changed: boolean;
}

export interface KeyGroup {
  profile: FeatureProfile;
  rows: KeyRow[];
}

/** All keys that match, by feature profile: every word of the search stands in the key, its value or its flags. */
export function keyGroups(station: Station, search: string, onlyChanged: boolean): KeyGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<FeatureProfile, KeyRow[]>();
  for (const key of Object.keys(configurationKeys) as ConfigurationKey[]) {
    const found = keyRow(station, key);
    const text = `${key} ${found.value} ${found.row.profile} ${flagsOf(found).join(' ')}`.toLowerCase();
    if (!words.every((word) => text.includes(word)) || (onlyChanged && !found.changed)) continue;
    const rows = groups.get(found.row.profile) ?? [];
    groups.set(found.row.profile, [...rows, found]);
  }
  return [...groups].map(([profile, rows]) => ({ profile, rows }));
}

function keyRow(station: Station, key: ConfigurationKey): KeyRow {
  const row: ConfigurationKeyRow = configurationKeys[key];
  const text = configurationText(station, key);
  const changed = row.readonly !== true && text !== row.default;
  return { key, row, value: row.writeOnly === true ? '' : text, changed };
}

/** What is special about a key, in words. */
export function flagsOf({ row, changed }: Pick<KeyRow, 'row' | 'changed'>): string[] {
  return [
    ...(row.readonly === true ? ['read-only'] : []),
    ...(row.reboot === true ? ['needs a reboot'] : []),
    ...(row.writeOnly === true ? ['write-only'] : []),
    ...(changed ? ['changed'] : []),
  ];
}

/** What a key takes, in words. */
export function kindOf(row: ConfigurationKeyRow): string {
  switch (row.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return row.max === undefined
        ? `a whole number, ${row.min ?? 0} or more`
        : `a whole number from ${row.min ?? 0} to ${row.max}`;
    case 'list':
      return 'a list, parted by commas';
    case 'text':
      return row.maxLength === undefined ? 'a text' : `a text of at most ${row.maxLength} characters`;
  }
}
