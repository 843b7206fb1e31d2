// Brings the compose stack up from nothing and uses it: page, API, an OCPP boot through the edge. Then takes it down.
// `node tools/compose-check.mjs`; exit code 1 on failure, and 0 with a word where no docker engine is.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { WebSocket } from 'ws';

process.chdir(new URL('..', import.meta.url).pathname);

if (spawnSync('docker', ['compose', 'version']).status !== 0 || spawnSync('docker', ['info']).status !== 0) {
  process.stdout.write('compose check: SKIPPED, no docker engine answers here (docker info).\n');
  process.exit(0);
}

// A project and a port of its own: a stack that someone uses is left alone.
const project = `simulator-check-${process.pid}`;
const port = await freePort();
const origin = `127.0.0.1:${port}`;
const compose = (...words) =>
  spawnSync('docker', ['compose', '-p', project, ...words], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, EDGE_PORT: String(port), COMPOSE_PROGRESS: 'plain' },
  }).status;

const checks = {
  'the page is served, with its policy': async () => {
    const response = await fetch(`http://${origin}/`);
    expect(response.status, 200);
    expect((await response.text()).includes('<!doctype html>'), true);
    expect(response.headers.get('content-security-policy')?.includes("script-src 'self'"), true);
  },
  'its script is served, to be kept for ever': async () => {
    const page = await (await fetch(`http://${origin}/`)).text();
    const [, script] = /<script[^>]* src="([^"]+)"/.exec(page) ?? [];
    const response = await fetch(new URL(script, `http://${origin}/`));
    expect(response.status, 200);
    expect(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  },
  'a route of the page is the page, a missing file is not': async () => {
    const headers = { accept: 'text/html' };
    expect((await fetch(`http://${origin}/stations/X`, { headers })).status, 200);
    expect((await fetch(`http://${origin}/assets/missing.js`, { headers })).status, 404);
  },
  'the API is ready, on MariaDB': async () => {
    expect((await fetch(`http://${origin}/health/ready`)).status, 200);
  },
  'a station boots through the edge and is in REST': async () => {
    const id = `COMPOSE-${randomBytes(4).toString('hex')}`;
    const answer = await boot(id);
    expect(answer.slice(0, 2), [3, '1']);
    expect(answer[2].status, 'Accepted');
    const response = await fetch(`http://${origin}/api/v1/stations/${id}`);
    expect(response.status, 200);
  },
  'a malformed escape is answered 400, and the stack lives': async () => {
    expect((await fetch(`http://${origin}/ocpp/%zz`)).status, 400);
    expect((await fetch(`http://${origin}/health`)).status, 200);
  },
  'every container runs without root, capabilities and a writable root': async () => {
    const ids = capture('docker', ['compose', '-p', project, 'ps', '-q', '-a']).split('\n');
    for (const [container] of ids.map((id) => JSON.parse(capture('docker', ['inspect', id])))) {
      const { HostConfig, Config, Name } = container;
      expect([Name, HostConfig.ReadonlyRootfs, HostConfig.CapDrop], [Name, true, ['ALL']]);
      expect([Name, ['', '0', 'root'].includes(Config.User)], [Name, false]);
    }
  },
};

let failed = 0;
try {
  if (compose('up', '-d', '--build', '--wait') !== 0) throw new Error('docker compose up --wait failed');
  for (const [title, check] of Object.entries(checks)) {
    const problem = await check().then(
      () => null,
      (error) => error,
    );
    process.stdout.write(
      `${problem === null ? 'ok    ' : 'FAILED'} ${title}${problem === null ? '' : `: ${problem.message}`}\n`,
    );
    if (problem !== null) failed += 1;
  }
} catch (error) {
  process.stderr.write(`compose check: ${error.message}\n`);
  failed += 1;
}
if (failed > 0) compose('logs', '--tail', '50');
compose('down', '-v', '--remove-orphans');
process.stdout.write(failed === 0 ? 'compose check: all good\n' : `compose check: ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

function expect(actual, expected) {
  if (!isDeepStrictEqual(actual, expected)) {
    throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  }
}

function capture(command, words) {
  const { status, stdout } = spawnSync(command, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} failed`);
  return stdout.trim();
}

function boot(stationId) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${origin}/ocpp/${stationId}`, ['ocpp1.6'], { handshakeTimeout: 10_000 });
    const request = { chargePointVendor: 'Check', chargePointModel: 'Compose' };
    socket.on('open', () => socket.send(JSON.stringify([2, '1', 'BootNotification', request])));
    socket.on('message', (data) => {
      resolve(JSON.parse(data.toString()));
      socket.close();
    });
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code} before the answer`)));
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
