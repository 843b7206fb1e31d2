// What the compose stack is made of besides its services: the load balancer's habits, the secrets, the seed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { API_PORT, EDGE_PORT, LOAD_BALANCER_IDLE_TIMEOUT_S, WEBSOCKET_IDLE_TIMEOUT_MS } from '@simulator/deployment';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const nginx = readFileSync(file('nginx.conf'), 'utf8');
const compose = readFileSync(file('../../../docker-compose.yml'), 'utf8');

describe('the load balancer', () => {
  test.each(['proxy_read_timeout', 'proxy_send_timeout', 'keepalive_timeout'])(
    '%s is the ALB’s idle timeout',
    (name) => {
      expect(new RegExp(`${name} (\\d+)s;`).exec(nginx)?.[1]).toBe(String(LOAD_BALANCER_IDLE_TIMEOUT_S));
    },
  );

  test('closes no WebSocket before the edge does', () => {
    expect(LOAD_BALANCER_IDLE_TIMEOUT_S * 1000).toBeGreaterThan(WEBSOCKET_IDLE_TIMEOUT_MS);
  });

  test('goes to the port of the API', () => {
    expect(nginx).toContain(`set $replicas api:${API_PORT};`);
  });
});

describe('docker-compose.yml', () => {
  test('publishes on this machine only', () => {
    const published = [...compose.matchAll(/ports: \[(.*)\]/g)].map(([, ports]) => ports);
    expect(published.length).toBeGreaterThan(2);
    for (const ports of published) expect(ports).toMatch(/^'127\.0\.0\.1:\$\{/);
  });

  test('publishes the edge at the port that libs/deployment names', () => {
    expect(compose).toContain(`\${EDGE_PORT:-${EDGE_PORT}}:${EDGE_PORT}`);
  });

  test('pins every image by a tag that says a version', () => {
    const images = [...compose.matchAll(/image: (\S+)/g)]
      .map(([, image]) => image)
      .filter((image) => !image.startsWith('charging-station-simulator/'));
    expect(images.length).toBeGreaterThan(4);
    for (const image of images) expect(image).toMatch(/:v?\d/);
  });

  test('holds no secret', () => {
    const values = [...compose.matchAll(/(\w*(?:PASSWORD|SECRET|KEY|TOKEN)\w*): (\S+)/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(values.length).toBeGreaterThan(5);
    // Each names a file; the one that is none has the server make its own.
    expect(values.filter(([, value]) => !value.startsWith('/'))).toEqual([['MARIADB_RANDOM_ROOT_PASSWORD', "'1'"]]);
  });
});

describe('the secrets', () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'compose-secrets-'));
    for (const name of ['api', 'database', 'edge', 'fleet', 'idp', 'observe', 'valkey']) mkdirSync(join(folder, name));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const make = (issuer = 'http://idp.localhost:8090') =>
    spawnSync(process.execPath, [file('make-secrets.mjs'), folder], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...(issuer === null ? {} : { OIDC_ISSUER: issuer }) },
    });
  const all = () =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true })
        .filter((name) => statSync(join(folder, name)).isFile())
        .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );

  test('are made once, each for its readers, and stay', () => {
    expect(make().status).toBe(0);
    const first = all();
    expect(Object.keys(first).toSorted()).toEqual([
      'api/database-password',
      'api/redis-url',
      'api/root-api-key',
      'database/password',
      'edge/edge.json',
      'fleet/station-password',
      'idp/users.json',
      'observe/grafana-password',
      'valkey/valkey.conf',
    ]);
    expect(first['api/database-password']).toBe(first['database/password']);
    expect(first['api/redis-url']).toContain(first['valkey/valkey.conf'].replace('requirepass ', '').trim());
    expect(Object.values(JSON.parse(first['idp/users.json'])).map(({ roles }) => roles)).toEqual([
      ['viewer'],
      ['operator'],
      ['admin'],
    ]);
    // OCPP security whitepaper §2.3.
    expect(first['fleet/station-password']).toMatch(/^[\x21-\x7e]{16,40}$/);
    make();
    expect(all()).toEqual(first);
  });

  test('are readable by owner and group only, and differ from machine to machine', () => {
    make();
    for (const name of Object.keys(all())) expect((statSync(join(folder, name)).mode & 0o777).toString(8)).toBe('440');
    const { sessionKey } = JSON.parse(all()['edge/edge.json']);
    rmSync(join(folder, 'edge/edge.json'));
    make();
    expect(JSON.parse(all()['edge/edge.json']).sessionKey).not.toBe(sessionKey);
  });

  test('another port of the provider changes the issuer, and signs nobody out', () => {
    make();
    const before = JSON.parse(all()['edge/edge.json']);
    make('http://idp.localhost:9999');
    expect(JSON.parse(all()['edge/edge.json'])).toEqual({ ...before, issuer: 'http://idp.localhost:9999' });
  });

  test('say what is missing', () => {
    const { status, stderr } = make(null);
    expect([status, stderr]).toEqual([1, 'Secrets: say the folder, and OIDC_ISSUER.\n']);
  });
});

describe('the seed', () => {
  test('creates what is not there, waits out a limit, and says what the API says to the rest', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'compose-seed-'));
    const [key, password] = ['key', 'password'].map((name) => join(folder, name));
    writeFileSync(key, 'root-key\n');
    writeFileSync(password, 'a-password-of-stations');
    const seen = [];
    let answer = () => 201;
    const server = createServer((message, response) => {
      seen.push(`${message.method} ${message.url} ${message.headers.authorization}`);
      response.writeHead(answer(message), { 'retry-after': '0' }).end('{"detail":"said by the API"}');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { spawn } = await import('node:child_process');
    const seed = () =>
      new Promise((resolve) => {
        const env = {
          API_URL: `http://127.0.0.1:${server.address().port}`,
          ROOT_API_KEY_FILE: key,
          STATION_PASSWORD_FILE: password,
          STATIONS: '2',
        };
        const child = spawn(process.execPath, [file('seed.mjs')], { env });
        let errors = '';
        child.stderr.on('data', (chunk) => (errors += chunk));
        child.on('close', (code) => resolve({ code, errors }));
      });
    let limited = 1;
    answer = ({ method }) => (limited-- > 0 ? 429 : method === 'PUT' ? 204 : 409);
    expect((await seed()).code).toBe(0);
    expect(seen).toContain('PUT /api/v1/stations/DEMO-00002/secret Bearer root-key');
    answer = () => 403;
    expect(await seed()).toEqual({
      code: 1,
      errors: expect.stringContaining('answers 403: {"detail":"said by the API"}'),
    });
    server.close();
    rmSync(folder, { recursive: true });
  });
});
