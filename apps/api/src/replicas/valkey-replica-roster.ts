import { z } from 'zod';
import { PREFIX, Script } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { ReplicaRoster } from './replica-roster.js';
import type { ReplicaInfo } from './replica-roster.js';
import { REPLICA_ID } from './replica.js';

const TTL_MS = 7_000;

const KEY = `${PREFIX}replica:`;
/** Sorted by the time of the last announcement. */
const INDEX = `${PREFIX}replicas`;

const ANNOUNCE = new Script(`
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
local now = redis.call('TIME')
if type(redis.pcall('ZADD', KEYS[1], now[1], ARGV[1])) == 'table' then
  redis.call('DEL', KEYS[1])
  redis.call('ZADD', KEYS[1], now[1], ARGV[1])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now[1] - 60)
return 1`);

const entry = z.object({
  id: z.string().regex(REPLICA_ID),
  host: z.string().max(255),
  startedAt: z.iso.datetime(),
  connectedStations: z.number().int().min(0),
  draining: z.boolean(),
});

export class ValkeyReplicaRoster extends ReplicaRoster {
  constructor(private readonly valkey: Valkey) {
    super();
  }

  async announce(info: ReplicaInfo): Promise<void> {
    await this.valkey.run(ANNOUNCE, [INDEX, KEY + info.id], [info.id, JSON.stringify(info), TTL_MS]);
  }

  async withdraw(replicaId: string): Promise<void> {
    await this.valkey.ask((client) => client.del(KEY + replicaId));
  }

  async list(): Promise<ReplicaInfo[]> {
    const ids = await this.valkey.ask((client) => client.zrange(INDEX, 0, -1));
    const texts = await this.texts(ids);
    return texts.flatMap((text) => {
      const info = entry.safeParse(parse(text));
      return info.success ? [info.data] : [];
    });
  }

  async alive(replicaIds: readonly string[]): Promise<Set<string>> {
    const texts = await this.texts(replicaIds);
    return new Set(replicaIds.filter((_id, index) => texts[index] !== null));
  }

  private async texts(ids: readonly string[]): Promise<(string | null)[]> {
    return ids.length === 0 ? [] : this.valkey.ask((client) => client.mget(ids.map((id) => KEY + id)));
  }
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
