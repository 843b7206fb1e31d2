import { Injectable } from '@nestjs/common';
import type { StationConnection } from './station-connection.js';

/** Who is connected, to this replica. A registry over several replicas keeps this face. */
@Injectable()
export class ConnectionRegistry {
  private readonly connections = new Map<string, StationConnection>();

  get(stationId: string): StationConnection | undefined {
    return this.connections.get(stationId);
  }

  get size(): number {
    return this.connections.size;
  }

  all(): StationConnection[] {
    return [...this.connections.values()];
  }

  /** The newest connection wins; returns the one that it replaces. */
  put(connection: StationConnection): StationConnection | undefined {
    const replaced = this.connections.get(connection.stationId);
    this.connections.set(connection.stationId, connection);
    return replaced;
  }

  /** Compare, then delete: the late end of a replaced connection must not remove its successor. */
  remove(connection: StationConnection): boolean {
    if (this.connections.get(connection.stationId) !== connection) return false;
    return this.connections.delete(connection.stationId);
  }
}
