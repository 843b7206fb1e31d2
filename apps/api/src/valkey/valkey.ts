// The connection to Valkey (or Redis), which the replicas share. It may go away and come back at any time: a request then
// fails at once, and nobody waits.
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Redis, RedisOptions } from 'ioredis';
import type { ValkeySettings } from '../config/replica-settings.js';
import type { Log } from '../logging/log.js';

/** Injection token of `Valkey | null`; null: this replica works alone. */
export const VALKEY = Symbol('VALKEY');

/** Of all our keys and channels. */
export const PREFIX = 'csms:';

const COMMAND_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 5_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 3_000;

export class ValkeyAway extends Error {
  override name = 'ValkeyAway';
  constructor(cause?: unknown) {
    super('Valkey cannot be reached', { cause });
  }
}

/** A Lua script, run by its digest. */
export class Script {
  readonly digest: string;

  constructor(readonly text: string) {
    this.digest = createHash('sha1').update(text).digest('hex');
  }
}

export class Valkey {
  readonly client: Redis;
  private readonly changes = new EventEmitter<{ up: []; away: [] }>();
  private readonly further = new Set<Redis>();
  private isUp = true;
  private closing = false;

  /** @param client connected, see `openValkey` */
  constructor(
    client: Redis,
    readonly settings: ValkeySettings,
    private readonly log: Log,
  ) {
    this.client = client;
    this.changes.setMaxListeners(50);
    client.on('ready', () => this.turn(true));
    client.on('close', () => this.turn(false));
    client.on('error', (error: Error) => log.debug({ problem: error.message }, 'Valkey connection failed'));
  }

  get up(): boolean {
    return this.isUp;
  }

  /** It can be asked again; what it held may be gone. */
  onUp(listener: () => void): void {
    this.changes.on('up', listener);
  }

  onAway(listener: () => void): void {
    this.changes.on('away', listener);
  }

  /**
   * Runs commands.
   * @throws ValkeyAway when there is no connection or no answer in time; a ReplyError for what the server refuses
   */
  async ask<T>(request: (client: Redis) => Promise<T>): Promise<T> {
    if (!this.isUp) throw new ValkeyAway();
    try {
      return await request(this.client);
    } catch (error) {
      throw isReply(error) ? error : new ValkeyAway(error);
    }
  }

  /** Runs a script; one that the server has forgotten is sent again. */
  run(script: Script, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.ask(async (client) => {
      try {
        return await client.evalsha(script.digest, keys.length, ...keys, ...values);
      } catch (error) {
        if (!isReply(error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return client.eval(script.text, keys.length, ...keys, ...values);
      }
    });
  }

  /** A connection of its own, for what subscribes or blocks. It comes back by itself, too. */
  another(options: Partial<RedisOptions> = {}): Redis {
    const client = this.client.duplicate({ autoResubscribe: false, lazyConnect: true, ...options });
    client.on('error', (error: Error) => this.log.debug({ problem: error.message }, 'Valkey connection failed'));
    this.further.add(client);
    client.on('end', () => this.further.delete(client));
    return client;
  }

  close(): void {
    this.closing = true;
    for (const client of this.further) client.disconnect();
    this.client.disconnect();
  }

  private turn(up: boolean): void {
    if (up === this.isUp) return;
    this.isUp = up;
    if (this.closing) return;
    const where = { where: this.settings.where };
    if (up) this.log.info(where, 'Valkey is back');
    else
      this.log.warn(
        where,
        'Valkey is away: stations and storage go on, commands reach the stations of this replica only',
      );
    this.changes.emit(up ? 'up' : 'away');
  }
}

/** Whether the server itself refused. */
export function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

export function valkeyOptions({ url, ca }: ValkeySettings): RedisOptions {
  return {
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // With jitter: replicas that lost it together do not come back together.
    retryStrategy: (times) =>
      Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(times, 8)) * (0.5 + Math.random() / 2),
    // After a fail-over the old primary answers that it is read-only: its name leads to the new one by now.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...(url.startsWith('rediss:') ? { tls: ca === null ? {} : { ca } } : {}),
  };
}
