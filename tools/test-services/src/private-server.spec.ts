import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import { describeWith } from './describe-with.js';
import { startMariaDb } from './mariadb.js';
import { startRedis } from './redis.js';

jest.setTimeout(60_000);
const built = fileURLToPath(new URL('../dist/index.js', import.meta.url));

const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

async function untilGone(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (!(await condition())) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

// With TEST_DATABASE_URL or TEST_REDIS_URL the servers are not ours to end.
const ownServers = !process.env['TEST_DATABASE_URL'] && !process.env['TEST_REDIS_URL'];

describeWith(['MariaDB', 'Valkey'], 'private servers', () => {
  test('two databases at once do not meet, and end when they are stopped', async () => {
    const [one, two] = await Promise.all([startMariaDb(), startMariaDb()]);
    expect(one.url).not.toBe(two.url);
    expect(await answers(one.url)).toBe(true);
    await Promise.all([one.stop(), two.stop()]);
    if (ownServers) expect(await answers(one.url)).toBe(false);
  });

  test('Valkey answers, and ends when it is stopped', async () => {
    const { url, stop } = await startRedis();
    expect(await answers(url)).toBe(true);
    await stop();
    if (ownServers) expect(await answers(url)).toBe(false);
  });

  test('a test run that is killed leaves no server and no folder behind', async () => {
    if (!ownServers) return;
    const program = `
      import { startMariaDb, startRedis } from ${JSON.stringify(built)};
      const [database, redis] = await Promise.all([startMariaDb(), startRedis()]);
      console.log(JSON.stringify([database.url, redis.url]));
      setInterval(() => {}, 1000);`;
    const folder = mkdtempSync(join(tmpdir(), 'simulator-killed-'));
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder },
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const urls = JSON.parse(line.toString()) as string[];
    for (const url of urls) expect(await answers(url)).toBe(true);
    child.kill('SIGKILL');
    for (const url of urls) expect(await untilGone(() => answers(url))).toBe(true);
    expect(await untilGone(() => readdirSync(folder).length > 0)).toBe(true);
    rmSync(folder, { recursive: true });
  });
});

test('the built package that this spec starts is there', () => {
  expect(existsSync(built)).toBe(true);
});
