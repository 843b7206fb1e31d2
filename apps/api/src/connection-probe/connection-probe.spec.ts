import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { started } from '../../test/connection-attempts.js';
import { startFarCsms, startTcpServer } from '../../test/far-csms.js';
import { until } from '../../test/test-station.js';
import { Log } from '../logging/log.js';
import { ConnectionProbeService } from './connection-probe.service.js';

const PATH = '/api/v1/connection-probe';
const subprotocols = ['ocpp1.6'];

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const probe = (body: object, at = api) => supertest(at.server).post(PATH).send(body);

test('our own OCPP endpoint: everything passes, and the connection is closed again', async () => {
  const url = `${api.origin.replace('http', 'ws')}/ocpp/PROBED`;
  const { body } = await probe({ url, subprotocols }).expect(200);
  expect(body).toMatchObject({ url, verdict: 'connected', subprotocol: 'ocpp1.6', close: null });
  const isConnected = async () =>
    (await supertest(api.server).get('/api/v1/stations/PROBED')).body.connected as boolean;
  await until(async () => !(await isConnected()), 'it is closed');
});

test('a server that closes at once after the handshake: with its code and reason', async () => {
  const csms = await started(startFarCsms({ connected: (socket) => socket.close(1008, 'Unknown station') }));
  const service = api.app.get(ConnectionProbeService);
  const { watchMs } = service;
  // "At once" is a matter of the machine here: the server stands in the same process.
  service.watchMs = 20_000;
  const { body } = await probe({ url: csms.origin, subprotocols }).expect(200);
  service.watchMs = watchMs;
  expect(body).toMatchObject({
    verdict: 'closedAtOnce',
    close: { code: 1008, reason: 'Unknown station' },
    summary: expect.stringContaining('code 1008, because: Unknown station'),
  });
  expect(body.stages.at(-1)).toMatchObject({ stage: 'webSocket', outcome: 'failed' });
});

test('a failure is an answer as well: 200 with the report', async () => {
  const csms = await started(startFarCsms({ choose: () => false }));
  const { body } = await probe({ url: csms.origin, subprotocols }).expect(200);
  expect(body).toMatchObject({ verdict: 'noSubprotocol', http: { status: 101 } });
});

test('the log and the metrics tell of it, without credentials, keys, path or query', async () => {
  const csms = await started(startFarCsms());
  const info = jest.spyOn(api.app.get(Log), 'info');
  const secrets = { headers: { 'X-Key': 'SECRET-1' }, basic: { username: 'CS-1', password: 'SECRET-2' } };
  await probe({ url: `${csms.origin}/SECRET-3?token=SECRET-4`, subprotocols, ...secrets }).expect(200);
  expect(info).toHaveBeenCalledWith(
    { target: csms.origin, verdict: 'connected', principal: 'anonymous' },
    'connection probed',
  );
  expect(JSON.stringify(info.mock.calls)).not.toContain('SECRET');
  info.mockRestore();
  const { text } = await supertest(api.server).get('/metrics').expect(200);
  expect(text).toMatch(/^connection_probes_total\{verdict="connected"\} [1-9]/m);
});

describe('a wrong request', () => {
  test.each<[string, object, string]>([
    ['no URL', { subprotocols }, 'url'],
    ['another scheme', { url: 'http://a.example', subprotocols }, 'url'],
    ['no subprotocols', { url: 'ws://a.example' }, 'subprotocols'],
    ['a subprotocol that is none', { url: 'ws://a.example', subprotocols: ['a b'] }, 'subprotocols'],
    ['a header of the handshake', { url: 'ws://a.example', subprotocols, headers: { Host: 'b' } }, 'headers/Host'],
    ['headers that are no object', { url: 'ws://a.example', subprotocols, headers: 'x' }, 'headers'],
    ['half of the credentials', { url: 'ws://a.example', subprotocols, basic: { username: 'a' } }, 'basic/password'],
    [
      'a colon in the user name',
      { url: 'ws://a.example', subprotocols, basic: { username: 'a:b', password: 'c' } },
      'basic/username',
    ],
    [
      'a certificate without its key',
      { url: 'wss://a.example', subprotocols, clientCertificate: { certificate: 'x' } },
      'clientCertificate/key',
    ],
    ['a field that is not known', { url: 'ws://a.example', subprotocols, follow: true }, 'follow'],
  ])('%s → 400 that names the field', async (_what, body, field) => {
    const one = await startedOnce();
    const response = await probe(body, one).expect(400);
    const problem = JSON.parse(response.text) as { errors: { field: string }[] };
    expect(problem.errors.map((error) => error.field)).toContain(field);
  });
});

/** An API of its own for the wrong requests: they count as well. */
let other: Promise<ApiUnderTest> | undefined;
const startedOnce = (): Promise<ApiUnderTest> => (other ??= startApi('SQLite', { OUTBOUND_CONNECTIONS: 'public' }));
afterAll(async () => (await other)?.stop());

test('OUTBOUND_CONNECTIONS=public: a target that is not public → 403 that says what to do', async () => {
  const one = await startedOnce();
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::ffff:7f00:1]', '169.254.169.254']) {
    const { text } = await probe({ url: `ws://${host}:9999/`, subprotocols }, one).expect(403);
    expect(JSON.parse(text).detail).toMatch(/public addresses only.*OUTBOUND_CONNECTIONS=any/);
  }
});

test('OUTBOUND_CONNECTIONS=off, as in production by default → 403 that says how to turn it on', async () => {
  const off = await startApi('SQLite', { OUTBOUND_CONNECTIONS: 'off' });
  const { text } = await probe({ url: 'ws://127.0.0.1/', subprotocols }, off).expect(403);
  expect(JSON.parse(text).detail).toMatch(/turned off.*OUTBOUND_CONNECTIONS/);
  await off.stop();
});

test("a page of another origin → 403, also by a form, which a browser sends without asking; the API's own page may", async () => {
  const csms = await started(startFarCsms());
  const form = supertest(api.server).post(PATH).type('form').set('Origin', 'https://evil.example');
  await form.send({ url: csms.origin, 'subprotocols[]': 'ocpp1.6' }).expect(403);
  expect(csms.requests).toHaveLength(0);
  await probe({ url: csms.origin, subprotocols }).set('Origin', api.origin).expect(200);
});

/** A probe that nobody answers: how to give it up. */
function mutePost(at: ApiUnderTest, url: string): AbortController {
  const controller = new AbortController();
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ url, subprotocols });
  fetch(at.origin + PATH, { method: 'POST', headers, body, signal: controller.signal }).catch(() => {});
  return controller;
}

test('a caller who hangs up ends the probe', async () => {
  const sockets: Socket[] = [];
  const mute = await started(startTcpServer((socket) => void sockets.push(socket.resume())));
  const caller = mutePost(api, mute.origin);
  await until(() => sockets.length === 1, 'the probe has come');
  caller.abort();
  await until(() => sockets[0]?.destroyed === true, 'the probe has ended');
});

test('limits: so many at once, so many a minute → 429 with Retry-After', async () => {
  const one = await startApi();
  const sockets: Socket[] = [];
  const mute = await started(startTcpServer((socket) => void sockets.push(socket.resume())));
  const callers = Array.from({ length: 4 }, () => mutePost(one, mute.origin));
  await until(() => sockets.length === 4, 'four probes are under way');
  const refused = { url: 'ws://127.0.0.1:9999/', subprotocols };
  await probe(refused, one).expect(429).expect('Retry-After', '1');
  for (const caller of callers) caller.abort();
  await until(() => sockets.every(({ destroyed }) => destroyed), 'they have ended');
  for (let count = 4; count < 30; count += 1) await probe(refused, one).expect(200);
  const { text } = await probe(refused, one).expect(429).expect('Retry-After', /^\d+$/);
  expect(JSON.parse(text).detail).toMatch(/Too many probes; try again in \d+ s/);
  await one.stop();
});
