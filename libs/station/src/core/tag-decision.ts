// Who may charge without asking the CSMS: the authorization cache (OCPP 1.6 §3.5.1), the local list (§3.5.2), and the
// offline policy (§3.5.3).
import { configurationFlag } from '../configuration/read.js';
import type { Station, TagInfo } from '../station.js';
import { persist } from '../turn.js';
import type { Turn } from '../turn.js';

/** Tags that the cache keeps; the oldest gives way. */
const CACHE_SIZE = 500;

/** idTags are case-insensitive (CiString20Type, OCPP 1.6 §7.28). */
export function sameTag(a: string | undefined, b: string): boolean {
  return a !== undefined && a.toLowerCase() === b.toLowerCase();
}

/** What the station itself knows about a tag; the local list comes before the cache. Null: nothing. */
export function locallyKnown(station: Station, idTag: string, now: number): TagInfo | null {
  const { localList, cache } = station.authorization;
  const key = idTag.toLowerCase();
  const listed = configurationFlag(station, 'LocalAuthListEnabled') ? localList?.entries[key] : undefined;
  const cached = configurationFlag(station, 'AuthorizationCacheEnabled') ? cache?.[key] : undefined;
  const info = listed ?? cached;
  if (info === undefined) return null;
  const csmsNow = now + station.clock.offsetMs;
  const isOver = info.status === 'Accepted' && info.expiresAt !== null && info.expiresAt <= csmsNow;
  return isOver ? { ...info, status: 'Expired' } : info;
}

/** Keeps what the CSMS said about a tag (OCPP 1.6 §3.5.1). Tags of the local list are not cached: the list knows better. */
export function remember(turn: Turn, idTag: string, info: TagInfo): void {
  const { station } = turn;
  const { authorization } = station;
  const key = idTag.toLowerCase();
  if (!configurationFlag(station, 'AuthorizationCacheEnabled')) return;
  if (authorization.localList?.entries[key] !== undefined) return;
  const cache = (authorization.cache ??= {});
  delete cache[key];
  cache[key] = { ...info, idTag };
  const keys = Object.keys(cache);
  if (keys.length > CACHE_SIZE) delete cache[keys[0]!];
  persist(turn, 'authorization');
}

/** ClearCache (OCPP 1.6 §5.5): false when there is no cache to clear. */
export function clearCache(turn: Turn): boolean {
  if (!configurationFlag(turn.station, 'AuthorizationCacheEnabled')) return false;
  turn.station.authorization.cache = null;
  persist(turn, 'authorization');
  return true;
}

export type Decision =
  { kind: 'accept'; parentIdTag: string | null } | { kind: 'refuse'; why: string } | { kind: 'ask' };

/** Decides about a tag without the CSMS, where the configuration keys allow it. */
export function decideLocally(station: Station, idTag: string, now: number, isOnline: boolean): Decision {
  const known = locallyKnown(station, idTag, now);
  const isAccepted = known?.status === 'Accepted';
  if (isOnline) {
    return isAccepted && configurationFlag(station, 'LocalPreAuthorize') ? acceptKnown(known) : { kind: 'ask' };
  }
  if (known !== null) {
    if (!isAccepted) return { kind: 'refuse', why: `it is ${known.status} here, and the CSMS cannot be asked` };
    if (configurationFlag(station, 'LocalAuthorizeOffline')) return acceptKnown(known);
    return { kind: 'refuse', why: 'the CSMS cannot be asked (LocalAuthorizeOffline is off)' };
  }
  if (configurationFlag(station, 'AllowOfflineTxForUnknownId')) return { kind: 'accept', parentIdTag: null };
  return {
    kind: 'refuse',
    why: 'it is not known here, and the CSMS cannot be asked (AllowOfflineTxForUnknownId is off)',
  };
}

function acceptKnown({ parentIdTag }: TagInfo): Decision {
  return { kind: 'accept', parentIdTag };
}
