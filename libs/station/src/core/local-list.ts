// The local authorization list (OCPP 1.6 §3.5.2, §5.15).
import { configurationFlag, configurationNumber } from '../configuration/read.js';
import type { TagInfo } from '../station.js';
import { persist } from '../turn.js';
import type { Turn } from '../turn.js';

export interface ListEntry {
  idTag: string;
  /** Null in a differential update: the tag is removed. */
  info: TagInfo | null;
}

export type UpdateOutcome = 'Accepted' | 'Failed' | 'NotSupported' | 'VersionMismatch';

/** Takes over a full or a differential update, or nothing of it. */
export function updateLocalList(
  turn: Turn,
  version: number,
  type: 'Full' | 'Differential',
  update: ListEntry[],
): UpdateOutcome {
  const { station } = turn;
  const { authorization } = station;
  if (!configurationFlag(station, 'LocalAuthListEnabled')) return 'NotSupported';
  if (version <= 0 || update.length > configurationNumber(station, 'SendLocalListMaxLength')) return 'Failed';
  const current = authorization.localList;
  if (type === 'Differential' && version <= (current?.version ?? 0)) return 'VersionMismatch';
  const keys = new Set(update.map(({ idTag }) => idTag.toLowerCase()));
  if (keys.size !== update.length) return 'Failed';
  if (type === 'Full' && update.some(({ info }) => info === null)) return 'Failed';
  const entries = type === 'Full' ? {} : { ...current?.entries };
  for (const { idTag, info } of update) {
    if (info === null) delete entries[idTag.toLowerCase()];
    else entries[idTag.toLowerCase()] = { ...info, idTag };
  }
  if (Object.keys(entries).length > configurationNumber(station, 'LocalAuthListMaxLength')) return 'Failed';
  authorization.localList = { version, entries };
  persist(turn, 'authorization');
  return 'Accepted';
}

/** -1: the list is not supported; 0: there is none (OCPP 1.6 §5.10). */
export function localListVersion({ station }: Turn): number {
  if (!configurationFlag(station, 'LocalAuthListEnabled')) return -1;
  return station.authorization.localList?.version ?? 0;
}
