// What replicas say to each other. Words may get lost, and anybody who reaches Valkey may speak: what arrives is checked, and
// says only where to look; the truth is in the database and in the sockets.
import { z } from 'zod';
import { REPLICA_ID } from './replica.js';

const replicaId = z.string().regex(REPLICA_ID);
const stationId = z.string().min(1).max(48);
const connectionId = z.string().regex(/^[0-9a-f]{12}$/);
const closing = { code: z.number().int().min(1000).max(4999), reason: z.string().max(100) };

export const replicaMessage = z.discriminatedUnion('type', [
  /** A command waits for this station; `secretPayload` is what the database must not hold. */
  z.object({
    type: z.literal('command'),
    commandId: z.uuid(),
    hops: z.number().int().min(0).max(9),
    secretPayload: z.record(z.string(), z.unknown()).optional(),
  }),
  /** To all: this command has ended. */
  z.object({ type: z.literal('commandEnded'), commandId: z.uuid() }),
  /** Close this station's connection; a connection that is named must be this one. */
  z.object({ type: z.literal('close'), stationId, connectionId: connectionId.optional(), ...closing }),
  /** The directory says, by this entry, that you hold the station; I hold a connection of it. */
  z.object({ type: z.literal('contest'), stationId, entry: z.string().max(64), connectionId, from: replicaId }),
  /** Leave: no new connections, and close those that there are. */
  z.object({ type: z.literal('drain') }),
]);

export type ReplicaMessage = z.infer<typeof replicaMessage>;
type Listeners = { [T in ReplicaMessage['type']]?: (message: Extract<ReplicaMessage, { type: T }>) => void };

export abstract class ReplicaChannel {
  private readonly listeners: Listeners[] = [];

  /**
   * Says it to one replica. Whether somebody was there to hear it.
   * @throws ValkeyAway
   */
  abstract send(replicaId: string, message: ReplicaMessage): Promise<boolean>;

  /** Says it to all, this one included. Never rejects: who missed it finds out by other means. */
  abstract broadcast(message: ReplicaMessage): void;

  listen(listeners: Listeners): void {
    this.listeners.push(listeners);
  }

  protected hand(message: ReplicaMessage): void {
    for (const listeners of this.listeners) {
      (listeners[message.type] as ((given: ReplicaMessage) => void) | undefined)?.(message);
    }
  }
}

/** A replica that is alone talks to itself. */
export class LoneReplicaChannel extends ReplicaChannel {
  async send(): Promise<boolean> {
    return false;
  }

  broadcast(message: ReplicaMessage): void {
    this.hand(message);
  }
}
