// The server as an operator meets it: a process, its one line, its exit code.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeWith, freePort } from '@simulator/test-services';
import { privateDatabase } from '../test/api-under-test.js';
import { TestStation } from '../test/test-station.js';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'simulator-start-'));
const children = new Set<ChildProcess>();
// Each test starts a few processes, which takes seconds on a busy machine.
jest.setTimeout(60_000);

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

type Variables = Record<string, string>;

function start(program: 'main.js' | 'migrate.js', variables: Variables) {
  const child = spawn(process.execPath, [join(dist, program)], {
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: folder, PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as unknown,
  }));
  return { child, output, ended };
}

async function expectOneLine(variables: Variables, line: RegExp, program: 'main.js' | 'migrate.js' = 'main.js') {
  const { output, ended } = start(program, variables);
  expect(await ended).toEqual({ code: 1, signal: null });
  expect(output.err).toMatch(line);
  expect(output.err.trimEnd().split('\n')).toHaveLength(1);
  expect(output.out).toBe('');
}

/** Starts the server, waits until it listens, and returns its origin. */
async function startListening(variables: Variables = {}) {
  const port = await freePort();
  const run = start('main.js', { PORT: String(port), LOG_LEVEL: 'warn', ...variables });
  const origin = `http://127.0.0.1:${port}`;
  for (;;) {
    const response = await fetch(`${origin}/health/ready`).catch(() => null);
    if (response?.status === 200) return { ...run, origin };
    if (run.child.exitCode !== null) throw new Error(`the server ended: ${run.output.err}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('what the operator can mend: one line, exit code 1', () => {
  test.each<[string, Variables, RegExp]>([
    ['a wrong environment', { PORT: 'abc' }, /wrong environment\. PORT: /],
    ['HOST that is not ours', { HOST: '192.0.2.1', INSECURE_NO_AUTH: '1' }, /no address 192\.0\.2\.1/],
    ['DATABASE_URL that is no URL', { DATABASE_URL: 'nonsense' }, /DATABASE_URL is not a URL.*mysql:\/\/user/],
    ['DATA_DIR that is a file', { DATA_DIR: join(dist, 'main.js') }, /SQLite file .* cannot be opened.*DATA_DIR/],
  ])('%s', (_what, variables, line) => expectOneLine(variables, line));

  test('a password never shows in the line', async () => {
    const { output, ended } = start('main.js', { DATABASE_URL: 'mysql://u:s3cret@127.0.0.1:1/d' });
    await ended;
    expect(output.err).toMatch(/nothing listens at 127\.0\.0\.1:1\./);
    expect(output.err).not.toContain('s3cret');
  });

  test('a database host that does not exist', () =>
    expectOneLine(
      { DATABASE_URL: 'mysql://u:p@no-such-host.invalid/d' },
      /host no-such-host\.invalid (does not exist|cannot be resolved)/,
    ));

  test('something else than MariaDB at the port', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expectOneLine({ DATABASE_URL: `mysql://u:p@127.0.0.1:${port}/d` }, /closed the connection\. Is it MariaDB\?/);
    server.close();
  });

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expectOneLine({ PORT: String(port) }, new RegExp(`port ${port} is in use.*set PORT`));
    server.close();
  });
});

test('a Valkey that is not there: one line, exit code 1, and its password never shows', async () => {
  const { output, ended } = start('main.js', { REDIS_URL: 'redis://u:s3cret@127.0.0.1:1' });
  expect(await ended).toEqual({ code: 1, signal: null });
  expect(output.err).toMatch(/^Cannot start: nothing listens at 127\.0\.0\.1:1\..*REDIS_URL.*\n$/);
  expect(output.err).not.toContain('s3cret');
});

describe('a start', () => {
  test('says where everything is, keeps its data over a restart, and stops at SIGTERM with open sockets', async () => {
    const first = await startListening();
    expect(first.output.out).toMatch(/page +http:\/\/127\.0\.0\.1:\d+\//);
    expect(first.output.out).toMatch(
      /stations +ws:\/\/127\.0\.0\.1:\d+\/ocpp\/\{stationId\}.*unknown stations: accept/,
    );
    expect(first.output.out).toMatch(/database +SQLite, .*simulator\.sqlite/);
    expect(first.output.out).toMatch(/only this machine can reach it/);
    const station = await TestStation.connect(first.origin, '/ocpp/KEPT');
    for (let n = 0; n < 20; n++) await TestStation.connect(first.origin, `/ocpp/BESIDE-${n}`);
    const closed = station.closed();
    first.child.kill('SIGTERM');
    expect(await closed).toBe(1012);
    expect(await first.ended).toEqual({ code: 0, signal: null });
    // When each was last seen is stored as well, before the database is closed: no line says that it was not.
    expect(first.output.out.match(/"level":(40|50|60)/)).toBeNull();
    const second = await startListening();
    expect((await fetch(`${second.origin}/api/v1/stations/KEPT`)).status).toBe(200);
    second.child.kill('SIGINT');
    expect(await second.ended).toEqual({ code: 0, signal: null });
  });

  test('without authentication on other interfaces warns each time', async () => {
    const { child, output, ended } = await startListening({ HOST: '0.0.0.0', INSECURE_NO_AUTH: '1' });
    expect(output.out).toMatch(/WARNING: INSECURE_NO_AUTH=1/);
    expect(output.out).toMatch(/unknown stations: refuse/);
    child.kill('SIGTERM');
    await ended;
  });
});

describeWith('MariaDB', 'with MariaDB', () => {
  let url: URL;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const database = await privateDatabase('MariaDB');
    url = new URL(database.variables['DATABASE_URL'] as string);
    remove = database.remove;
  });
  afterAll(async () => {
    await remove();
  });

  const changed = (change: (url: URL) => void): Variables => {
    const copy = new URL(url);
    change(copy);
    return { DATABASE_URL: copy.href };
  };

  test('a wrong password', () =>
    expectOneLine(
      changed((copy) => (copy.password = 'wrong')),
      /refuses user ".+"\. Correct user and password/,
    ));

  test('a database that is missing', () =>
    expectOneLine(
      changed((copy) => (copy.pathname = '/missing')),
      /has no database "missing"\. Create it/,
    ));

  test('production never migrates at the start: migrate.js does, then the server runs, from parts and files too', async () => {
    const production = { NODE_ENV: 'production', DATABASE_URL: url.href };
    await expectOneLine(production, /lacks migrations.*migrate\.js/);
    const migration = start('migrate.js', production);
    expect(await migration.ended).toEqual({ code: 0, signal: null });
    expect(migration.output.out).toMatch(/^Migrated: /);
    const again = start('migrate.js', production);
    expect(await again.ended).toEqual({ code: 0, signal: null });
    expect(again.output.out).toBe('The schema is up to date.\n');
    const secret = join(folder, 'password');
    writeFileSync(secret, `${decodeURIComponent(url.password)}\n`);
    const { child, output, ended } = await startListening({
      NODE_ENV: 'production',
      DATABASE_HOST: url.hostname,
      DATABASE_PORT: url.port,
      DATABASE_NAME: url.pathname.slice(1),
      DATABASE_USER: url.username,
      DATABASE_PASSWORD_FILE: secret,
    });
    expect(output.out).toMatch(/database +MariaDB, simulator_test_/);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  test('migrate.js says in one line why it cannot', () =>
    expectOneLine(
      changed((copy) => (copy.password = 'wrong')),
      /refuses user/,
      'migrate.js',
    ));
});
