// How a replica leaves without losing anything: first nobody is sent here any more, then what is here ends in order.
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { Log } from '../logging/log.js';
import { ConnectionRegistry } from '../ocpp/connection-registry.js';
import { ReplicaChannel } from './replica-channel.js';
import { ReplicaRoster } from './replica-roster.js';
import type { ReplicaInfo } from './replica-roster.js';
import { Replica } from './replica.js';

/** A replica that is silent for three of these counts as gone. */
const ANNOUNCE_INTERVAL_MS = 2_000;
/** What waits for something else gets this long before the end to answer with what it has. */
const LAST_CALL_MS = 1_500;

/** Ends what it is about; what it has not ended by the deadline is cut off. */
export type Closer = (deadlineAt: number) => Promise<void>;

@Injectable()
export class Drain implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly closers: Closer[] = [];
  private readonly lastCalls: (() => void)[] = [];
  private readonly inFlight = new Set<Response>();
  private requestEnded: () => void = () => {};
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly replica: Replica,
    private readonly roster: ReplicaRoster,
    private readonly registry: ConnectionRegistry,
    private readonly log: Log,
    channel: ReplicaChannel,
  ) {
    channel.listen({ drain: () => void this.start('told by another replica') });
  }

  /** Whether nothing new should come here. */
  get isDraining(): boolean {
    return this.running !== undefined;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.announce();
    this.timer = setInterval(() => void this.announce(), ANNOUNCE_INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.roster.withdraw(this.replica.id).catch(() => {});
  }

  /** Called when connections are to be ended. */
  onClosing(closer: Closer): void {
    this.closers.push(closer);
  }

  /** Called shortly before the end: requests that wait for something should be answered now. */
  onLastCall(listener: () => void): void {
    this.lastCalls.push(listener);
  }

  /** Counts the requests in flight, and sends those who keep connections elsewhere. */
  readonly middleware = (_request: Request, response: Response, next: NextFunction): void => {
    if (this.isDraining) response.setHeader('Connection', 'close');
    this.inFlight.add(response);
    response.on('close', () => {
      this.inFlight.delete(response);
      this.requestEnded();
    });
    next();
  };

  /** Resolves when all has ended, or the time is up. Once started there is no way back. */
  start(reason: string): Promise<void> {
    this.running ??= this.run(reason);
    return this.running;
  }

  info(): ReplicaInfo {
    const { id, host, startedAt } = this.replica;
    const connectedStations = this.registry.size;
    return { id, host, startedAt: startedAt.toISOString(), connectedStations, draining: this.isDraining };
  }

  private async run(reason: string): Promise<void> {
    const { leadMs, timeoutMs } = this.environment.drain;
    const deadlineAt = Date.now() + timeoutMs;
    this.log.info({ reason, connectedStations: this.registry.size }, 'draining');
    const lastCall = setTimeout(() => this.lastCalls.forEach((call) => call()), timeoutMs - LAST_CALL_MS).unref();
    // In the next turn: `isDraining` is true by then.
    await delay(leadMs);
    void this.announce();
    await Promise.all(this.closers.map((close) => close(deadlineAt)));
    await this.untilAnswered(deadlineAt);
    clearTimeout(lastCall);
    this.log.info({ requests: this.inFlight.size, connectedStations: this.registry.size }, 'drained');
  }

  private async untilAnswered(deadlineAt: number): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.requestEnded = () => {
        if (this.inFlight.size === 0) resolve();
      };
      this.requestEnded();
    });
    await Promise.race([ended, delay(deadlineAt - Date.now())]);
  }

  private announce(): Promise<void> {
    return this.roster
      .announce(this.info())
      .catch((error: unknown) => this.log.debug({ error }, 'this replica was not announced'));
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)).unref());
