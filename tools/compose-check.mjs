// Brings the compose stack up from nothing and uses it: signs in at the page, charges a car through the edge, kills a replica of
// the API in mid-session. Then takes it down. `node tools/compose-check.mjs`; exit code 1 on failure, and 0 with a word
// where there is no docker engine.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { WebSocket } from 'ws';
import { openBrowser, until } from './compose/browser-session.mjs';
import { findEngine } from './compose/engine.mjs';
import { createStack } from './compose/stack.mjs';

process.chdir(new URL('..', import.meta.url).pathname);

const stopEngine = findEngine();
if (stopEngine === null) {
  process.stdout.write(
    'compose check: SKIPPED, no docker engine answers here (docker info), and none can be started.\n',
  );
  process.exit(0);
}

const { ports, compose, read, docker } = await createStack();
const origin = `http://localhost:${ports.EDGE_PORT}`;
const html = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };
let users;
let visit;

const checks = {
  'a stranger is sent to the identity provider, and sees nothing of the page or the API': async () => {
    const { status, headers } = await ask('localhost', '/stations/X', html);
    expect(status, 302);
    expect(new URL(headers.location).host, `idp.localhost:${ports.IDP_PORT}`);
    expect((await ask('localhost', '/')).status, 401);
    expect((await ask('localhost', '/api/v1/stations')).status, 401);
    expect((await ask('localhost', '/ocpp/%zz')).status, 400);
  },
  'machines use the API’s own domain, with credentials of their own': async () => {
    expect((await ask('api.localhost', '/health/ready')).status, 200);
    expect((await ask('api.localhost', '/api/v1/stations')).status, 401);
    const authorization = `Bearer ${read('exec', '-T', 'api', 'cat', '/run/secrets/root-api-key')}`;
    expect((await ask('api.localhost', '/api/v1/stations', { authorization })).status, 200);
  },
  'every figure of the dashboard is there, for whoever has the key that Prometheus has': async () => {
    const dashboard = readFileSync('apps/edge-auth/compose/grafana/dashboards/simulator.json', 'utf8');
    const names = new Set([...dashboard.matchAll(/\b(?:ocpp|database|process)_[a-z_]+/g)].map(([name]) => name));
    const authorization = `Bearer ${read('exec', '-T', 'api', 'cat', '/run/secrets/root-api-key')}`;
    expect((await ask('api.localhost', '/metrics')).status, 401);
    const { body } = await ask('api.localhost', '/metrics', { authorization });
    // A histogram has its buckets and its count under its own name.
    const missing = [...names].filter((name) => !body.includes(`# TYPE ${name.replace(/_(bucket|count)$/, '')} `));
    expect([names.size > 5, missing], [true, []]);
  },
  'every container runs without root, capabilities and a writable root, within limits': async () => {
    for (const id of read('ps', '-q', '-a').split('\n')) {
      const [{ HostConfig, Config, Name }] = JSON.parse(docker('inspect', id));
      expect([Name, HostConfig.ReadonlyRootfs, HostConfig.CapDrop], [Name, true, ['ALL']]);
      expect([Name, ['', '0', 'root'].includes(Config.User)], [Name, false]);
      expect([Name, HostConfig.Memory > 0, HostConfig.NanoCpus > 0], [Name, true, true]);
    }
  },
  'a viewer may look, and not charge': async () => {
    const viewer = await openBrowser(origin, (user) => users[user].password);
    await viewer.signIn('viewer');
    expect((await viewer.rest('/auth/session')).body.roles, ['viewer']);
    expect((await viewer.rest('/api/v1/stations')).status, 200);
    await viewer.page.getByRole('button', { name: 'Try it now' }).click();
    await until(
      () => viewer.page.getByRole('alert').innerText(),
      (said) => said.includes('role operator'),
      'the refusal',
    );
    await viewer.close();
  },
  'an operator signs in at the page and charges a car': async () => {
    visit = await openBrowser(origin, (user) => users[user].password);
    await visit.signIn('operator');
    await visit.page.getByRole('button', { name: 'Try it now' }).click();
    await until(visit.status, (status) => status === 'Charging', 'charging');
    await until(visit.energyWh, (energyWh) => energyWh > 0, 'energy');
  },
  'the replica that has the station is killed: the session goes on at the other one, whole': async () => {
    const [transaction] = await openTransactions();
    const replica = replicaOf(transaction.stationId);
    const before = await visit.energyWh();
    docker('kill', replica);
    // The other one answers meanwhile.
    expect((await visit.rest('/api/v1/stations')).status, 200);
    await until(
      () => replicaOf(transaction.stationId, replica),
      (id) => id !== null,
      'the station at the other replica',
    );
    await until(visit.isConnected, (connected) => connected, 'connected again');
    await until(visit.energyWh, (energyWh) => energyWh > before, 'more energy');
    await visit.page.getByRole('button', { name: 'Stop charging' }).click();
    const stopped = await until(
      async () => (await visit.rest(`/api/v1/transactions/${transaction.id}`)).body,
      ({ stoppedAt }) => Boolean(stoppedAt),
      'the stop in REST',
    );
    // One meter interval of the demo's 22 kW at most lies between what the page shows and what was metered.
    const shownWh = await visit.energyWh();
    expect([shownWh > before, Math.abs(stopped.energyWh - shownWh) <= 62], [true, true]);
    expect((await visit.rest('/api/v1/transactions')).body.items.length, 1);
  },
  'over HTTPS: the login, wss, and a station with a client certificate of the local CA': async () => {
    const ca = read('exec', '-T', 'edge-tls', 'cat', '/certificates/ca.pem');
    expect((await ask('localhost', '/', html, { ca })).status, 302);
    expect((await ask('api.localhost', '/health/ready', {}, { ca })).status, 200);
    const pem = read(
      'run',
      '--rm',
      '--no-deps',
      '-T',
      'certificates',
      'node',
      'local-certificates.mjs',
      'station',
      'TLS-1',
    );
    const url = `wss://api.localhost:${ports.TLS_PORT}/ocpp/TLS-1`;
    expect(await handshake(url, { ca, cert: pem, key: pem }), 404);
    const authorization = `Bearer ${read('exec', '-T', 'api', 'cat', '/run/secrets/root-api-key')}`;
    const station = { id: 'TLS-1', minSecurityProfile: 3 };
    expect((await ask('api.localhost', '/api/v1/stations', { authorization }, null, station)).status, 201);
    expect(await handshake(url, { ca }), 403);
    expect(await handshake(url, { ca, cert: pem, key: pem }), 101);
  },
  'after the sign-out the page is behind the login again': async () => {
    await visit.page.getByRole('button', { name: 'Signed in as operator@simulator.test' }).click();
    await visit.page.getByRole('link', { name: 'Sign out' }).click();
    await visit.page.waitForURL(`${origin}/auth/signed-out`);
    await visit.page.goto('/');
    await visit.page.getByLabel('Password').waitFor();
    await visit.close();
  },
};

let failed = 0;
try {
  if (compose('up', '-d', '--build', '--wait') !== 0) throw new Error('docker compose up --wait failed');
  users = JSON.parse(read('exec', '-T', 'idp', 'cat', '/run/secrets/users.json'));
  for (const [title, check] of Object.entries(checks)) {
    const problem = await check().then(
      () => null,
      (error) => error,
    );
    const word = problem === null ? `ok     ${title}` : `FAILED ${title}: ${problem.message}`;
    process.stdout.write(`${word}\n`);
    if (problem !== null) failed += 1;
  }
} catch (error) {
  process.stderr.write(`compose check: ${error.message}\n`);
  failed += 1;
}
if (failed > 0) compose('logs', '--tail', '50');
compose('down', '-v', '--remove-orphans');
stopEngine();
process.stdout.write(failed === 0 ? 'compose check: all good\n' : `compose check: ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

async function openTransactions() {
  const listed = await visit.rest('/api/v1/transactions');
  return until(
    async () => listed.body.items,
    (items) => items.length === 1,
    'one transaction',
  );
}

/** The container whose log says last that this station connected; `not`: one that does not count. */
function replicaOf(stationId, not = null) {
  const holders = read('ps', '-q', 'api')
    .split('\n')
    .filter((id) => {
      const lines = `${spawnSync('docker', ['logs', id], { encoding: 'utf8' }).stdout}`.split('\n');
      return lines.some((line) => line.includes(`"${stationId}"`) && line.includes('station connected'));
    });
  return holders.find((id) => id !== not) ?? null;
}

function expect(actual, expected) {
  if (!isDeepStrictEqual(actual, expected)) {
    throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  }
}

/** A request to a host of this machine that its resolver may not know. */
function ask(host, path, headers = {}, tls = null, json = null) {
  const port = tls === null ? ports.EDGE_PORT : ports.TLS_PORT;
  const type = json === null ? {} : { 'content-type': 'application/json' };
  const method = json === null ? 'GET' : 'POST';
  const options = { host: '127.0.0.1', port, path, method, headers: { host: `${host}:${port}`, ...type, ...headers } };
  return new Promise((resolve, reject) => {
    const sent = tls === null ? request(options) : tlsRequest({ ...options, servername: host, ca: tls.ca });
    sent.on('error', reject);
    sent.on('response', (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, headers: response.headers, body }), reject);
    });
    sent.end(json === null ? undefined : JSON.stringify(json));
  });
}

/** The status that refuses the handshake, or 101. */
function handshake(url, tls) {
  return new Promise((resolve, reject) => {
    const lookup = (_name, options, done) =>
      options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
    const socket = new WebSocket(url, ['ocpp1.6'], { ...tls, lookup, handshakeTimeout: 10_000 });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, { statusCode }) => {
      socket.terminate();
      resolve(statusCode);
    });
    socket.on('error', reject);
  });
}
