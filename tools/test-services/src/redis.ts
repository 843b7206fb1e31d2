import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { startPrivateServer, temporaryFolder } from './private-server.js';
import type { PrivateServer } from './private-server.js';

export interface PrivateRedis {
  /** `redis://…` */
  url: string;
  /** SIGKILL; what it held is gone. */
  kill(): Promise<void>;
  /** Starts it again at the same port, empty. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether `startRedis` can work here. */
export const findRedis = (): boolean => Boolean(process.env['TEST_REDIS_URL']) || findServer() !== null;

const findServer = (): string | null => findBinary('valkey-server', 'redis-server');

/** The server of TEST_REDIS_URL if that is set (keys are shared then), else a private throw-away Valkey or Redis. */
export async function startRedis(): Promise<PrivateRedis> {
  const given = process.env['TEST_REDIS_URL'];
  if (!given) return startOwnRedis();
  const refuse = async (): Promise<never> => {
    throw new Error('The server of TEST_REDIS_URL is not ours to end');
  };
  return { url: given, kill: refuse, start: refuse, stop: async () => {} };
}

/** Whether `startOwnRedis` can work here. */
export const findOwnRedis = (): boolean => findServer() !== null;

/** A private Valkey or Redis in any case. @param settings more arguments: `--requirepass secret` */
export async function startOwnRedis(...settings: string[]): Promise<PrivateRedis> {
  const program = findServer();
  if (program === null) throw new Error('Valkey is not installed: apt-get install valkey-server (or redis-server)');
  const port = await freePort();
  const folder = temporaryFolder('redis');
  const pidFile = join(folder, 'redis.pid');
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--pidfile', pidFile];
  const args = [...own, '--save', '', '--appendonly', 'no', ...settings];
  const start = (): Promise<PrivateServer> => startPrivateServer(program, args, port, folder, { keepFolder: true });
  let server = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: async () => {
      process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
      await server.ended;
    },
    start: async () => {
      server = await start();
    },
    stop: () => server.stop(),
  };
}
