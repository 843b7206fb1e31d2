// Which replicas there are.

export interface ReplicaInfo {
  id: string;
  host: string;
  /** ISO 8601 */
  startedAt: string;
  connectedStations: number;
  draining: boolean;
}

/** Every method rejects with `ValkeyAway` when the others cannot be asked for. */
export abstract class ReplicaRoster {
  /** To be said again and again: who is silent for some seconds counts as gone. */
  abstract announce(info: ReplicaInfo): Promise<void>;
  abstract withdraw(replicaId: string): Promise<void>;
  abstract list(): Promise<ReplicaInfo[]>;
  /** Which of these replicas are there; null: that cannot be known. */
  abstract alive(replicaIds: readonly string[]): Promise<Set<string> | null>;
}

/**
 * A replica that is alone knows itself only. What another process did on the same database, it cannot judge: that may be its
 * predecessor, which is just ending.
 */
export class LoneReplicaRoster extends ReplicaRoster {
  private self: ReplicaInfo[] = [];

  async announce(info: ReplicaInfo): Promise<void> {
    this.self = [info];
  }

  async withdraw(): Promise<void> {}

  async list(): Promise<ReplicaInfo[]> {
    return this.self;
  }

  async alive(): Promise<null> {
    return null;
  }
}
