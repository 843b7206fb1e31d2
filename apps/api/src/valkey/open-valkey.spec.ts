import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { describeWith, startOwnRedis } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import { until } from '../../test/test-station.js';
import { readReplicaSettings } from '../config/replica-settings.js';
import { StartupError } from '../config/startup-error.js';
import { Log } from '../logging/log.js';
import { openValkey } from './open-valkey.js';
import { Script, VALKEY, ValkeyAway } from './valkey.js';
import type { Valkey } from './valkey.js';

function open(url: string): Promise<Valkey> {
  const { valkey } = readReplicaSettings({ REDIS_URL: url, DRAIN_TIMEOUT_S: 20 });
  if (valkey === null) throw new Error('no settings');
  return openValkey(valkey, new Log('silent'));
}

async function expectOneLine(url: string, line: RegExp): Promise<void> {
  const failure: unknown = await open(url).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StartupError);
  const { message } = failure as StartupError;
  expect(message).toMatch(line);
  expect(message).toMatch(/^Cannot start: [^\n]+$/);
  expect(message).not.toContain('s3cret');
}

describeWith('own Valkey', 'a Valkey that cannot be used is refused in one line', () => {
  const asIs = (): void => {};

  test.each<[string, string[], (url: URL) => void, RegExp]>([
    ['a password is needed', ['--requirepass', 'right'], asIs, /needs a password\. Give it in REDIS_URL/],
    ['a wrong password', ['--requirepass', 'right'], (url) => (url.password = 's3cret'), /refuses user or password/],
    ['an older server', ['--rename-command', 'XADD', ''], asIs, /lacks the command XADD.*Redis 5/],
    ['a user without the rights', ['--user', 'default', 'on', 'nopass', '~csms:*', '+@all', '-xadd'], asIs, /run XADD/],
    ['a database that is not there', [], (url) => (url.pathname = '/99'), /no such database/],
    ['a cluster', ['--cluster-enabled', 'yes'], asIs, /cluster mode/],
    ['a replica of another one', ['--replicaof', '127.0.0.1', '1'], asIs, /read-only replica/],
  ])('%s', async (_what, settings, change, line) => {
    const redis = await startOwnRedis(...settings);
    const url = new URL(redis.url);
    change(url);
    await expectOneLine(url.href, line).finally(() => redis.stop());
  });

  test('TLS to a server without', async () => {
    const redis = await startOwnRedis();
    const line = /does not answer.*whether it speaks TLS/;
    await expectOneLine(redis.url.replace('redis:', 'rediss:'), line).finally(() => redis.stop());
  });
});

test('something else than Valkey at the port', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expectOneLine(`redis://127.0.0.1:${port}`, /does not answer as Valkey does/);
  server.close();
});

describeWith('own Valkey', 'a Valkey that goes away', () => {
  test('a request fails at once, readiness stays and says so, and all heals by itself', async () => {
    const redis = await startOwnRedis('--requirepass', 'p@ss');
    const url = new URL(redis.url);
    url.password = 'p@ss';
    const api = await startApi('SQLite', { REDIS_URL: url.href });
    const valkey = api.app.get<Valkey>(VALKEY);
    const ready = async () => (await supertest(api.server).get('/health/ready').expect(200)).body.details.valkey;
    try {
      expect(await ready()).toEqual({ status: 'up' });
      const script = new Script("return redis.call('INCR', KEYS[1])");
      expect(await valkey.run(script, ['csms:spec'], [])).toBe(1);
      await redis.kill();
      await until(() => !valkey.up, 'it is missed');
      await expect(valkey.run(script, ['csms:spec'], [])).rejects.toThrow(ValkeyAway);
      expect(await ready()).toMatchObject({ status: 'up', degraded: true, problem: expect.stringMatching(/Valkey/) });
      await redis.start();
      await until(() => valkey.up, 'it is back');
      // The new server has forgotten the script, too.
      expect(await valkey.run(script, ['csms:spec'], [])).toBe(1);
      expect(await ready()).toEqual({ status: 'up' });
    } finally {
      await api.stop();
      await redis.stop();
    }
  });
});
