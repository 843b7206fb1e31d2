// Connects to Valkey at the start, and tries everything that we need of it.
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { StartupError } from '../config/startup-error.js';
import type { ValkeySettings } from '../config/replica-settings.js';
import type { Log } from '../logging/log.js';
import { isReply, PREFIX, Valkey, valkeyOptions } from './valkey.js';

/** A server that loads its data at the start is waited for. */
const LOADING_TIMEOUT_MS = 10_000;

/**
 * Connects, and checks that the server can do what we need.
 * @throws StartupError with one line where the operator can mend it: address, password, rights, version.
 */
export async function openValkey(settings: ValkeySettings, log: Log): Promise<Valkey> {
  const client = new Redis(settings.url, {
    ...valkeyOptions(settings),
    lazyConnect: true,
    maxLoadingRetryTime: LOADING_TIMEOUT_MS,
  });
  let failure: Error | undefined;
  const note = (error: Error): void => {
    failure ??= error;
  };
  client.on('error', note);
  const givenUp = new Promise<never>((_, reject) => client.once('close', () => reject(failure ?? new Error('closed'))));
  givenUp.catch(() => {});
  try {
    await Promise.race([client.connect(), givenUp]);
    await tryOut(client, settings.database);
    client.off('error', note);
    return new Valkey(client, settings, log);
  } catch (error) {
    client.disconnect();
    throw explain(failure ?? error, settings);
  }
}

/** What we use, tried on keys of our own: one look at its version would say nothing of its rights and its mode. */
async function tryOut(client: Redis, database: number): Promise<void> {
  const key = `${PREFIX}probe:${randomBytes(6).toString('hex')}`;
  const stream = `${key}:stream`;
  const attempts: [name: string, ...args: (string | number)[]][] = [
    // ioredis goes on with another database where this one is not there.
    ['SELECT', database],
    ['SET', key, '1', 'PX', 60_000],
    ['PEXPIRE', key, 60_000],
    ['MGET', key],
    ['EVAL', "return redis.call('GET', KEYS[1])", 1, key],
    ['XADD', stream, 'MAXLEN', '~', 10, '*', 'a', 'b'],
    ['XRANGE', stream, '-', '+'],
    ['XREAD', 'STREAMS', stream, '0'],
    ['PUBLISH', key, ''],
    ['INCR', `${key}:count`],
    ['SCAN', '0', 'COUNT', 1],
    ['DEL', key, stream, `${key}:count`],
  ];
  for (const [name, ...args] of attempts) {
    try {
      await client.call(name, args);
    } catch (error) {
      throw isReply(error) ? Object.assign(error, { attempted: name }) : error;
    }
  }
}

function explain(error: unknown, { where, url }: ValkeySettings): StartupError {
  const { message = String(error), code } = error as { message?: string; code?: string };
  const attempted = (error as { attempted?: string }).attempted ?? 'a command';
  const server = `the Valkey or Redis at ${where}`;
  const say = (text: string): StartupError => new StartupError(`Cannot start: ${text}`);
  const byCode: Record<string, string> = {
    ECONNREFUSED: `nothing listens at ${where}. Start Valkey, or correct REDIS_URL (unset it where one replica works alone).`,
    ENOTFOUND: `the host of ${where} does not exist. Correct the host in REDIS_URL.`,
    EAI_AGAIN: `the host of ${where} cannot be resolved. Correct the host in REDIS_URL, or mend DNS.`,
    ETIMEDOUT: `${where} does not answer. Check the host in REDIS_URL and the network${url.startsWith('rediss:') ? ', and whether it speaks TLS (rediss:)' : ''}.`,
    EHOSTUNREACH: `${where} cannot be reached. Check the host in REDIS_URL and the network.`,
    ENETUNREACH: `${where} cannot be reached. Check the host in REDIS_URL and the network.`,
    ECONNRESET: `what listens at ${where} closed the connection. Is it Valkey, with or without TLS? Correct REDIS_URL.`,
  };
  if (code !== undefined && byCode[code] !== undefined) return say(byCode[code]);
  const byMessage: [RegExp, string][] = [
    [/^NOAUTH/, `${server} needs a password. Give it in REDIS_URL.`],
    [
      /^WRONGPASS|invalid password|AUTH.*called without any password/i,
      `${server} refuses user or password. Correct them in REDIS_URL.`,
    ],
    [/^NOPERM/, `${server} does not let this user run ${attempted} on keys ${PREFIX}*. Grant it.`],
    [
      /unknown command/i,
      `${server} lacks the command ${attempted}. It is too old, or the command is turned off: Valkey, and Redis 5 and newer, have it.`,
    ],
    [/^READONLY/, `${server} is a read-only replica. Name the primary in REDIS_URL.`],
    [
      /^(MOVED|CLUSTERDOWN|CROSSSLOT|ASK)|cluster mode/,
      `${server} is in cluster mode, which is not supported. Use one with cluster mode off.`,
    ],
    [/^LOADING/, `${server} still loads its data. Start again in a while.`],
    [/DB index/i, `${server} has no such database. Correct the number at the end of REDIS_URL.`],
    [
      /ssl|tls|certificate|self.signed|issuer/i,
      `TLS with ${where} failed (${code ?? message}). Check redis: or rediss: in REDIS_URL, its host name, and REDIS_CA.`,
    ],
    [
      /protocol error|closed/i,
      `what listens at ${where} does not answer as Valkey does. Correct REDIS_URL, and whether it is redis: or rediss:.`,
    ],
  ];
  const known = byMessage.find(([pattern]) => pattern.test(message));
  if (known !== undefined) return say(known[1]);
  return say(`${server} cannot be used (${message.split('\n', 1)[0]}). Check REDIS_URL.`);
}
