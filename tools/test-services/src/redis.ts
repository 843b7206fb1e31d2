import { findBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { startPrivateServer, temporaryFolder } from './private-server.js';

export interface PrivateRedis {
  /** `redis://…` */
  url: string;
  stop(): Promise<void>;
}

/** Whether `startRedis` can work here. */
export const findRedis = (): boolean => Boolean(process.env['TEST_REDIS_URL']) || findServer() !== null;

const findServer = (): string | null => findBinary('valkey-server', 'redis-server');

/** The server of TEST_REDIS_URL if that is set (keys are shared then), else a private throw-away Valkey or Redis. */
export async function startRedis(): Promise<PrivateRedis> {
  const given = process.env['TEST_REDIS_URL'];
  if (given) return { url: given, stop: async () => {} };
  const program = findServer();
  if (program === null) throw new Error('Valkey is not installed: apt-get install valkey-server (or redis-server)');
  const port = await freePort();
  const folder = temporaryFolder('redis');
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = await startPrivateServer(program, args, port, folder);
  return { url: `redis://127.0.0.1:${port}`, stop: () => server.stop() };
}
