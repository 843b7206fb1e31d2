import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import { createConnection } from 'mysql2/promise';
import { describeWith } from './describe-with.js';
import { startMariaDb, startMortalMariaDb } from './mariadb.js';
import { startNginx } from './nginx.js';
import { startOwnRedis, startRedis } from './redis.js';

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

// These tests start servers of their own, whatever `npm test` has started for the others.
delete process.env['TEST_RUN_DATABASE_URL'];

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

describeWith(['own MariaDB', 'own Valkey'], 'servers that are killed', () => {
  test('MariaDB that is killed and started again has what was committed; a stop leaves nothing', async () => {
    const database = await startMortalMariaDb();
    const ask = async (sql: string) => {
      const connection = await createConnection({ uri: database.url });
      const [rows] = await connection.query(sql);
      await connection.end();
      return rows;
    };
    await ask('CREATE TABLE kept (a INT)');
    await ask('INSERT INTO kept VALUES (1)');
    await database.kill();
    expect(await answers(database.url)).toBe(false);
    await database.start();
    expect(await ask('SELECT a FROM kept')).toEqual([{ a: 1 }]);
    await database.stop();
    expect(await answers(database.url)).toBe(false);
  });

  test('Valkey that is killed and started again is at the same port', async () => {
    const redis = await startOwnRedis();
    await redis.kill();
    expect(await answers(redis.url)).toBe(false);
    await redis.start();
    expect(await answers(redis.url)).toBe(true);
    await redis.stop();
    expect(await answers(redis.url)).toBe(false);
  });
});

describeWith('nginx', 'nginx', () => {
  test('serves what it is told to, and something else when it is told so', async () => {
    const says = (text: string): string => `server { listen 127.0.0.1:__PORT__; return 200 "${text}"; }`;
    const nginx = await startNginx(says('one'));
    expect(await (await fetch(nginx.origin)).text()).toBe('one');
    await nginx.reconfigure(says('two'));
    expect(await untilGone(async () => (await (await fetch(nginx.origin)).text()) === 'one')).toBe(true);
    expect(await (await fetch(nginx.origin)).text()).toBe('two');
    await nginx.stop();
    expect(await answers(nginx.origin)).toBe(false);
  });
});

test('the built package that this spec starts is there', () => {
  expect(existsSync(built)).toBe(true);
});
