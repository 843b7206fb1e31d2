// Changes of the local list as the SendLocalList (OCPP 1.6 §5.15) that a person sends at the station itself. Pure.
import { configurationText } from '@simulator/station';
import type { AuthorizationData, Station, TagInfo } from '@simulator/station';
import { MAX_TAG_LENGTH, cardProblem } from '../connector/cards.js';

export type LocalList = AuthorizationData['localList'];

export const tagStatuses = ['Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx'] as const;

/** An entry as a form has it: texts that people type. */
export interface EntryTexts {
  idTag: string;
  status: TagInfo['status'];
  /** '' for none. */
  parentIdTag: string;
  /** Of `<input type="datetime-local">`; '' for never. */
  expires: string;
}

export const noEntry: EntryTexts = { idTag: '', status: 'Accepted', parentIdTag: '', expires: '' };

export function entryTexts(idTag: string, { status, parentIdTag, expiresAt }: TagInfo): EntryTexts {
  return { idTag, status, parentIdTag: parentIdTag ?? '', expires: expiresAt === null ? '' : localText(expiresAt) };
}

/** Epoch milliseconds as `<input type="datetime-local">` has it, in the browser's zone. */
function localText(at: number): string {
  const zoneMs = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - zoneMs).toISOString().slice(0, 16);
}

export function entryProblems({ idTag, parentIdTag }: EntryTexts): {
  idTag: string | null;
  parentIdTag: string | null;
} {
  const tooLong = parentIdTag.length > MAX_TAG_LENGTH;
  const problem = `${parentIdTag.length} characters; OCPP 1.6 allows ${MAX_TAG_LENGTH}.`;
  return { idTag: cardProblem(idTag), parentIdTag: tooLong ? problem : null };
}

/** Why the list cannot be changed at all, or not by this many entries; null: it can. */
export function listProblem(station: Station, entryCount: number): string | null {
  if (station.power === 'off') return 'The power is off.';
  if (configurationText(station, 'LocalAuthListEnabled').toLowerCase() !== 'true') {
    return 'LocalAuthListEnabled is off: the station has no local list.';
  }
  const most = Number(configurationText(station, 'LocalAuthListMaxLength'));
  return entryCount > most ? `The station takes ${most} cards (LocalAuthListMaxLength).` : null;
}

type Update = Record<string, unknown>;

const next = (list: LocalList): number => (list?.version ?? 0) + 1;

/** Adds the entry, or replaces the one of the same card. */
export function putEntry(list: LocalList, texts: EntryTexts): Update {
  const { idTag, status, parentIdTag, expires } = texts;
  const idTagInfo = {
    status,
    ...(parentIdTag !== '' && { parentIdTag }),
    ...(expires !== '' && { expiryDate: new Date(expires).toISOString() }),
  };
  return differential(next(list), [{ idTag, idTagInfo }]);
}

export function removeEntry(list: LocalList, idTag: string): Update {
  return differential(next(list), [{ idTag }]);
}

export function removeAll(list: LocalList): Update {
  return { listVersion: next(list), updateType: 'Full', localAuthorizationList: [] };
}

/** The same entries under a later version: the CSMS finds that the list is not the one it sent. */
export function setVersion(version: number): Update {
  return differential(version, []);
}

function differential(listVersion: number, localAuthorizationList: object[]): Update {
  return { listVersion, updateType: 'Differential', localAuthorizationList };
}
