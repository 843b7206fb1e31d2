// Who is connected, to whichever replica. The newest connection of a station wins, wherever the older one is.
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Log } from '../logging/log.js';
import { ConnectionRegistry } from '../ocpp/connection-registry.js';
import type { StationConnection } from '../ocpp/station-connection.js';
import { VALKEY } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { ReplicaChannel } from './replica-channel.js';
import type { ReplicaMessage } from './replica-channel.js';
import { ReplicaRoster } from './replica-roster.js';
import { Replica } from './replica.js';
import { entryOf, parseEntry, StationDirectory } from './station-directory.js';
import type { Contest, Holding } from './station-directory.js';

/** A newer connection of the same identity came: 1008, policy violation. */
export const CLOSE_REPLACED = 1008;
const REPLACED = 'Replaced by a newer connection of this station';
/** A third of the time that an entry lives. */
const REFRESH_INTERVAL_MS = 10_000;

export type Whereabouts =
  | { kind: 'here'; connection: StationConnection }
  | { kind: 'there'; replicaId: string }
  | { kind: 'nowhere' }
  /** Not here, and the others cannot be asked for. */
  | { kind: 'unknown' };

export interface Liveness {
  /** To whichever replica. */
  connected: boolean;
  /** Where its connection is here: better than what is stored. */
  lastSeenAt: Date | undefined;
}

interface Held {
  holding: Holding;
  announced: boolean;
}

@Injectable()
export class Presence implements OnApplicationBootstrap, BeforeApplicationShutdown {
  @Inject(Log) private readonly log: Log;
  private readonly held = new Map<StationConnection, Held>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly registry: ConnectionRegistry,
    private readonly directory: StationDirectory,
    private readonly channel: ReplicaChannel,
    private readonly roster: ReplicaRoster,
    private readonly replica: Replica,
    @Inject(VALKEY) valkey: Valkey | null,
  ) {
    channel.listen({ close: (message) => this.obeyClose(message), contest: (message) => this.answerContest(message) });
    valkey?.onUp(() => void this.refresh());
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.refresh(), REFRESH_INTERVAL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** A connection is up; the one that it replaces is closed. */
  arrived(connection: StationConnection): void {
    this.registry.put(connection)?.close(CLOSE_REPLACED, REPLACED);
    const { id: connectionId, connectedAt } = connection;
    const holding = { replicaId: this.replica.id, connectionId, connectedAtMs: connectedAt.getTime() };
    const held = { holding, announced: false };
    this.held.set(connection, held);
    void this.announce(connection.stationId, held);
  }

  /** A connection has ended. Whether its station has none any more, as far as that can be known. */
  async left(connection: StationConnection): Promise<boolean> {
    const wasNewestHere = this.registry.remove(connection);
    const held = this.held.get(connection);
    this.held.delete(connection);
    if (!wasNewestHere || held === undefined) return false;
    // Away: the entry dies by itself.
    return this.directory.release(connection.stationId, held.holding).catch(() => true);
  }

  async locate(stationId: string): Promise<Whereabouts> {
    const connection = this.registry.get(stationId);
    if (connection !== undefined) return { kind: 'here', connection };
    try {
      const replicaId = (await this.directory.find([stationId])).get(stationId)?.replicaId;
      // An entry of ours without a connection is about to be deleted.
      return replicaId === undefined || replicaId === this.replica.id
        ? { kind: 'nowhere' }
        : { kind: 'there', replicaId };
    } catch {
      return { kind: 'unknown' };
    }
  }

  /** Which of these stations have a live connection. While the other replicas cannot be asked for: to this one. */
  async onlineAmong(stationIds: readonly string[]): Promise<Set<string>> {
    const online = new Set(stationIds.filter((id) => this.registry.get(id) !== undefined));
    try {
      const found = await this.directory.find(stationIds.filter((id) => !online.has(id)));
      const replicaIds = new Set([...found.values()].map(({ replicaId }) => replicaId));
      replicaIds.delete(this.replica.id);
      // A replica that died has left its entries behind.
      const alive = await this.roster.alive([...replicaIds]);
      for (const [stationId, { replicaId }] of found) {
        if (alive?.has(replicaId)) online.add(stationId);
      }
    } catch (error) {
      this.log.debug({ error }, 'connections to other replicas are not known');
    }
    return online;
  }

  /** Of each of these stations, as it can be shown. */
  async livenessAmong(stationIds: readonly string[]): Promise<(stationId: string) => Liveness> {
    const online = await this.onlineAmong(stationIds);
    return (id) => ({ connected: online.has(id), lastSeenAt: this.registry.get(id)?.lastSeenAt });
  }

  /** All stations with a live connection, as `onlineAmong` has it. */
  async online(): Promise<Set<string>> {
    const here = this.registry.all().map(({ stationId }) => stationId);
    const announced = await this.directory.all().catch(() => new Set<string>());
    return this.onlineAmong([...new Set([...announced, ...here])]);
  }

  /** Closes the station's connection, wherever it is. */
  async disconnect(stationId: string, code: number, reason: string): Promise<void> {
    const place = await this.locate(stationId);
    if (place.kind === 'here') place.connection.close(code, reason);
    if (place.kind !== 'there') return;
    const sent = this.channel.send(place.replicaId, { type: 'close', stationId, code, reason });
    await sent.catch((error: unknown) => this.log.warn({ stationId, error }, 'a connection elsewhere was not closed'));
  }

  /** Announces again what is connected, and sees who else claims it. Never rejects. */
  async refresh(): Promise<void> {
    const held = [...this.held].filter(([connection]) => this.registry.get(connection.stationId) === connection);
    const stations = held.map(([{ stationId }, { holding, announced }]) => ({
      stationId,
      holding,
      unannounced: !announced,
    }));
    try {
      const contests = await this.directory.refresh(stations);
      for (const [, entry] of held) entry.announced = true;
      for (const contest of contests) await this.settle(contest);
    } catch (error) {
      this.log.debug({ error }, 'connections were not announced');
    }
  }

  private async announce(stationId: string, held: Held): Promise<void> {
    try {
      const former = await this.directory.claim(stationId, held.holding);
      held.announced = true;
      if (former !== null) await this.takeOver(stationId, former);
    } catch (error) {
      // The refresh after the outage makes up for it.
      this.log.debug({ stationId, error }, 'a connection was not announced');
    }
  }

  /** Tells the former holder to close. Whether there was one to be told. */
  private async takeOver(
    stationId: string,
    { replicaId, connectionId }: Pick<Holding, 'replicaId' | 'connectionId'>,
  ): Promise<boolean> {
    // Our own former connection is closed already.
    if (replicaId === this.replica.id) return true;
    const closing = { code: CLOSE_REPLACED, reason: REPLACED };
    return this.channel.send(replicaId, { type: 'close', stationId, connectionId, ...closing });
  }

  /** The directory names another holder of a station that is connected here. It may be mistaken, or somebody may have lied. */
  private async settle(contest: Contest): Promise<void> {
    const { stationId } = contest;
    if (contest.kind === 'won') {
      await this.takeOver(stationId, contest.from);
      return;
    }
    const connection = this.registry.get(stationId);
    const held = connection && this.held.get(connection);
    if (connection === undefined || held === undefined) return;
    const { replicaId } = contest.to;
    const asked =
      replicaId !== this.replica.id &&
      (await this.channel.send(replicaId, {
        type: 'contest',
        stationId,
        entry: entryOf(contest.to),
        connectionId: connection.id,
        from: this.replica.id,
      }));
    if (!asked) await this.directory.claim(stationId, held.holding);
  }

  private obeyClose({ stationId, connectionId, code, reason }: Extract<ReplicaMessage, { type: 'close' }>): void {
    const connection = this.registry.get(stationId);
    if (connection === undefined || (connectionId !== undefined && connection.id !== connectionId)) return;
    connection.close(code, reason);
  }

  private answerContest({ stationId, entry, connectionId, from }: Extract<ReplicaMessage, { type: 'contest' }>): void {
    const named = parseEntry(entry);
    if (named === null || named.replicaId !== this.replica.id) return;
    const isHeld = this.registry.get(stationId)?.id === named.connectionId;
    const answer = isHeld
      ? this.takeOver(stationId, { replicaId: from, connectionId })
      : this.directory.release(stationId, named);
    answer.catch((error: unknown) => this.log.debug({ stationId, error }, 'a contest was not answered'));
  }
}
