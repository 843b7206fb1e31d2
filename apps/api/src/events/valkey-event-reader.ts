// Reads the journal as it grows, on a connection of its own, for as long as somebody listens.
import type { Redis } from 'ioredis';
import { isReply } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { sequenceOf } from './event-journal.js';
import { EVENT_TYPES } from './live-event.js';
import type { LiveEvent } from './live-event.js';
import { eventOf, STATE, STREAMS } from './valkey-event.js';
import type { Entry } from './valkey-event.js';

const BLOCK_MS = 1_000;
const RETRY_MS = 200;

export interface ReaderListener {
  happened(event: LiveEvent): void;
  gap(): void;
  /** The journal is not as it should be, or there is none. */
  repair(): Promise<void>;
}

interface Position {
  base: number;
  /** The last entry that was read, of each stream. */
  cursors: string[];
}

export class ValkeyEventReader {
  private client: Redis | undefined;
  private position: Position | undefined;
  private lookedAt = 0;

  constructor(
    private readonly valkey: Valkey,
    private readonly listener: ReaderListener,
  ) {}

  /** Resolves when it knows where it begins; while Valkey is away, it begins later, with a gap. */
  async start(): Promise<void> {
    if (this.client !== undefined) return;
    const client = this.valkey.another({ commandTimeout: undefined });
    this.client = client;
    await this.look().catch(() => {});
    client.connect().catch(() => {});
    void this.readOn(client);
  }

  stop(): void {
    this.client?.disconnect();
    this.client = undefined;
    this.position = undefined;
  }

  private async readOn(client: Redis): Promise<void> {
    while (this.client === client) {
      try {
        if (this.position === undefined || Date.now() - this.lookedAt > BLOCK_MS) await this.look();
        if (client.status === 'ready') await this.read(client);
        else await delay(RETRY_MS);
      } catch (error) {
        if (isReply(error)) await this.listener.repair().catch(() => {});
        await delay(RETRY_MS);
      }
    }
  }

  /** Where the journal stands. One that begins anew, or after what was lost, is read from there. */
  private async look(): Promise<void> {
    const isFirst = this.position === undefined;
    const state = await this.valkey.ask((client) => client.hmget(STATE, 'base', 'sequence'));
    const [base, sequence] = state.map((text) => sequenceOf(text ?? ''));
    if (base == null || sequence == null) {
      await this.listener.repair();
      if (isFirst) return this.look();
      return;
    }
    this.lookedAt = Date.now();
    if (this.position?.base === base) return;
    this.position = { base, cursors: STREAMS.map(() => `${sequence}-0`) };
    if (!isFirst) this.listener.gap();
  }

  private async read(client: Redis): Promise<void> {
    const { position } = this;
    if (position === undefined) return;
    const reply = await client.xread('BLOCK', BLOCK_MS, 'STREAMS', ...STREAMS, ...position.cursors);
    // Somebody may have gone, or the journal may have begun anew, in between.
    if (reply === null || this.client !== client) return;
    const events: LiveEvent[] = [];
    for (const [stream, entries] of reply as [string, Entry[]][]) {
      const index = STREAMS.indexOf(stream);
      const type = EVENT_TYPES[index];
      if (type === undefined) continue;
      position.cursors[index] = entries.at(-1)?.[0] ?? position.cursors[index] ?? '0-0';
      for (const entry of entries) {
        const found = eventOf(type, entry);
        if (found !== null) events.push(found.event);
      }
    }
    // A batch is written as one: what was read together is complete up to its newest.
    events.sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
    for (const event of events) this.listener.happened(event);
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
