// Which replica holds which station's connection. A hint for finding it, never the truth: entries die by themselves.

/** A connection of a station, as its replica announces it. */
export interface Holding {
  replicaId: string;
  connectionId: string;
  /** Milliseconds since 1970, by the replica's clock. */
  connectedAtMs: number;
}

export interface HeldStation {
  stationId: string;
  holding: Holding;
  /** It was announced while the directory was away: whether it is the newest is still to be seen. */
  unannounced: boolean;
}

/** What came of refreshing an entry that is not plainly ours. */
export type Contest =
  /** Somebody else's entry stands there. */
  | { stationId: string; kind: 'lost'; to: Holding }
  /** Ours was the newer one, and stands there now. */
  | { stationId: string; kind: 'won'; from: Holding };

/** Every method rejects with `ValkeyAway` when the directory cannot be asked. */
export abstract class StationDirectory {
  /** Announces a connection, whoever held the station; returns who did. */
  abstract claim(stationId: string, holding: Holding): Promise<Holding | null>;
  /** Compare, then delete. False: somebody else holds the station by now, and that stays. */
  abstract release(stationId: string, holding: Holding): Promise<boolean>;
  /** Keeps the entries alive, and puts back those that got lost. */
  abstract refresh(held: readonly HeldStation[]): Promise<Contest[]>;
  /** Who holds these stations, as far as that is known. */
  abstract find(stationIds: readonly string[]): Promise<Map<string, Holding>>;
  /** All stations that have a connection somewhere. */
  abstract all(): Promise<Set<string>>;
}

/** A replica that is alone: what it does not hold itself, nobody holds. */
export class LoneStationDirectory extends StationDirectory {
  async claim(): Promise<null> {
    return null;
  }

  async release(): Promise<boolean> {
    return true;
  }

  async refresh(): Promise<Contest[]> {
    return [];
  }

  async find(): Promise<Map<string, Holding>> {
    return new Map();
  }

  async all(): Promise<Set<string>> {
    return new Set();
  }
}

const ENTRY = /^([0-9a-f]{12}):([0-9a-f]{12}):(\d{13})$/;

export function entryOf({ replicaId, connectionId, connectedAtMs }: Holding): string {
  return `${replicaId}:${connectionId}:${connectedAtMs}`;
}

/** What stands in the directory may be anybody's: null for what is no entry of ours. */
export function parseEntry(text: unknown): Holding | null {
  const match = typeof text === 'string' ? ENTRY.exec(text) : null;
  if (match === null) return null;
  const [, replicaId = '', connectionId = '', connectedAt] = match;
  return { replicaId, connectionId, connectedAtMs: Number(connectedAt) };
}
