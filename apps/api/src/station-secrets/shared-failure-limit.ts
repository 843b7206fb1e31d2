// Failures counted over all replicas: guessing at three of them is no faster than at one.
import { createHash } from 'node:crypto';
import { PREFIX, Script } from '../valkey/valkey.js';
import type { Valkey } from '../valkey/valkey.js';
import { FailureLimit } from './failure-limit.js';

// A foreign key of another type is replaced.
const COUNT = new Script(`
local count = redis.pcall('INCR', KEYS[1])
if type(count) ~= 'number' then
  redis.call('SET', KEYS[1], 1)
  count = 1
end
if count == 1 or redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}`);

const FORGIVE = new Script(`
local count = tonumber(redis.pcall('GET', KEYS[1]))
if count and count > 0 then redis.call('DECR', KEYS[1]) end`);

export interface FailureLimitSettings {
  /** Apart from other limits. */
  name: string;
  maxFailures: number;
  windowMs: number;
}

export class SharedFailureLimit {
  /** What this replica has seen: what counts while Valkey is away, or where there is none. */
  private readonly own: FailureLimit;

  constructor(
    private readonly settings: FailureLimitSettings,
    private readonly valkey: Valkey | null,
  ) {
    this.own = new FailureLimit(settings.maxFailures, settings.windowMs);
  }

  /** Counts one. Seconds to wait when there had been too many before, or 0. */
  async count(key: string, nowMs: number): Promise<number> {
    const ownRetryAfterS = this.own.retryAfterS(key, nowMs);
    this.own.count(key, nowMs);
    if (this.valkey === null) return ownRetryAfterS;
    const { maxFailures, windowMs } = this.settings;
    try {
      const [count, leftMs] = (await this.valkey.run(COUNT, [this.slot(key)], [windowMs])) as [number, number];
      return count <= maxFailures ? 0 : Math.max(1, Math.ceil(leftMs / 1000));
    } catch {
      return ownRetryAfterS;
    }
  }

  /** Takes one back that was counted before it was known to be none. */
  async forgive(key: string, nowMs: number): Promise<void> {
    this.own.forgive(key, nowMs);
    // Away: the count ends with its window.
    await this.valkey?.run(FORGIVE, [this.slot(key)], []).catch(() => {});
  }

  /** Hashed: the key may hold anything that a stranger sends. */
  private slot(key: string): string {
    const hash = createHash('sha256').update(key).digest('base64url').slice(0, 22);
    return `${PREFIX}failures:${this.settings.name}:${hash}`;
  }
}
