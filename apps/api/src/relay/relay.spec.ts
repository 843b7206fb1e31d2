// What passes through the relay, and what becomes of it when either side misbehaves or leaves.
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import type { WebSocket } from 'ws';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { TestAuthority } from '../../test/certificates.js';
import { started } from '../../test/connection-attempts.js';
import { startFarCsms, startTcpServer } from '../../test/far-csms.js';
import { rawUpgrade } from '../../test/raw-upgrade.js';
import { RelayPage } from '../../test/relay-page.js';
import { boot, until } from '../../test/test-station.js';
import { Log } from '../logging/log.js';
import { Drain } from '../replicas/drain.js';
import { RelayGateway } from './relay.gateway.js';

let api: ApiUnderTest;
let gateway: RelayGateway;
const pages: RelayPage[] = [];
beforeAll(async () => {
  api = await startApi();
  gateway = api.app.get(RelayGateway);
});
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()));
  await until(() => gateway.upstreamSlots.taken === 0, 'every connection of every page has ended');
});
afterAll(() => api.stop());

async function connect(): Promise<RelayPage> {
  const page = await RelayPage.connect(api.origin);
  pages.push(page);
  return page;
}

describe('a connection', () => {
  test('is opened, carries texts both ways, and is closed with the code and reason of the page', async () => {
    const closes: unknown[] = [];
    const csms = await started(
      startFarCsms({
        choose: () => 'ocpp1.6',
        connected: (socket) => {
          socket.on('message', (data: Buffer) => socket.send(`«${data.toString('utf8')}»`));
          socket.on('close', (code, reason) => closes.push([code, reason.toString('utf8')]));
        },
      }),
    );
    const page = await connect();
    expect(await page.open('a', csms.origin)).toEqual({ type: 'opened', id: 'a', subprotocol: 'ocpp1.6' });
    page.send({ type: 'send', id: 'a', text: '[2,"1","Heartbeat",{}] ü 充電 "\\' });
    expect((await page.next('a', 'message')).text).toBe('«[2,"1","Heartbeat",{}] ü 充電 "\\»');
    page.send({ type: 'close', id: 'a', code: 4001, reason: 'enough' });
    expect(await page.next('a', 'closed')).toEqual({ type: 'closed', id: 'a', code: 4001, reason: 'enough' });
    await until(() => closes.length === 1, 'the server has heard');
    expect(closes).toEqual([[4001, 'enough']]);
    // The id is free again, and a reason that is too long costs nothing.
    expect((await page.open('a', csms.origin)).type).toBe('opened');
    page.send({ type: 'close', id: 'a', reason: 'ü'.repeat(80) });
    expect(await page.next('a', 'closed')).toMatchObject({ code: 1000, reason: 'ü'.repeat(61) });
  });

  test('reaches our own OCPP endpoint with the credentials and headers of its station', async () => {
    const csms = await started(startFarCsms());
    const page = await connect();
    const basic = { username: 'CS-1', password: 'secret' };
    await page.open('a', csms.origin, { basic, headers: { 'X-Api-Key': 'k' } });
    const authorization = `Basic ${Buffer.from('CS-1:secret').toString('base64')}`;
    expect(csms.requests[0]?.headers).toMatchObject({ authorization, 'x-api-key': 'k' });
    await page.open('b', `${api.origin.replace('http', 'ws')}/ocpp/RELAYED`);
    page.send({ type: 'send', id: 'b', text: JSON.stringify([2, '1', 'BootNotification', boot]) });
    expect(JSON.parse((await page.next('b', 'message')).text)).toMatchObject([3, '1', { status: 'Accepted' }]);
  });

  test('what the server says in one packet with its handshake comes after `opened`, and is not lost', async () => {
    const csms = await started(
      startFarCsms({
        upgrade: ({ headers }, socket) => {
          const accept = createHash('sha1').update(
            `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`,
          );
          const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept.digest('base64')}\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n`;
          socket.write(Buffer.concat([Buffer.from(head), Buffer.from([0x81, 5]), Buffer.from('early')]));
        },
      }),
    );
    const page = await connect();
    page.send({ type: 'open', id: 'a', url: csms.origin, subprotocols: ['ocpp1.6'] });
    await until(() => page.frames.length === 2, 'both frames');
    expect(page.frames).toEqual([
      { type: 'opened', id: 'a', subprotocol: 'ocpp1.6' },
      { type: 'message', id: 'a', text: 'early' },
    ]);
  });

  test('that cannot be opened fails with the report of a probe', async () => {
    const csms = await started(
      startTcpServer((socket) => void socket.once('data', () => socket.end('HTTP/1.1 404 No\r\n\r\n'))),
    );
    const page = await connect();
    const { type, report } = await page.open('a', csms.origin);
    expect(type).toBe('failed');
    expect(report).toMatchObject({ verdict: 'notFound', http: { status: 404 }, remedy: expect.any(String) });
    const wrong = await page.open('a', 'ws://user:secret@csms.example/', { headers: { Host: 'x' } });
    expect(wrong).toMatchObject({ type: 'failed', report: { verdict: 'invalidRequest', url: 'ws://csms.example/' } });
    expect(wrong.report.summary).toMatch(/headers\/Host.*url: holds credentials/);
    expect(JSON.stringify(wrong)).not.toContain('secret');
    const url = `${api.origin.replace('http', 'ws')}/api/v1/relay`;
    const relayed = await page.open('a', url, { subprotocols: ['station-relay.v1'] });
    expect(relayed).toMatchObject({ type: 'failed', report: { verdict: 'invalidRequest' } });
  });

  test('that is closed while it opens ends at once, and its id is free', async () => {
    const mute = await started(startTcpServer((socket) => void socket.resume()));
    const page = await connect();
    page.send({ type: 'open', id: 'a', url: mute.origin, subprotocols: [] });
    page.send({ type: 'close', id: 'a' });
    expect(await page.next('a', 'closed')).toMatchObject({ code: 1006 });
    await until(() => gateway.upstreamSlots.taken === 0, 'the attempt is given up');
    const csms = await started(startFarCsms());
    expect((await page.open('a', csms.origin)).type).toBe('opened');
  });
});

describe('a frame that cannot be obeyed is answered by an error, and nothing else is lost', () => {
  test.each([
    ['{bad', null, 'malformed'],
    ['[]', null, 'malformed'],
    ['null', null, 'malformed'],
    ['"open"', null, 'malformed'],
    ['{}', null, 'malformed'],
    ['{"type":"dance","id":"x"}', 'x', 'malformed'],
    ['{"type":"toString","id":"x"}', 'x', 'malformed'],
    ['{"type":"open","id":"x"}', 'x', 'malformed'],
    ['{"type":"open","id":"x","url":"ws://a.example","subprotocols":["a b"]}', 'x', 'malformed'],
    ['{"type":"open","id":"x","url":"ws://a.example","subprotocols":[],"pingIntervalMs":1}', 'x', 'malformed'],
    ['{"type":"open","id":"","url":"ws://a.example","subprotocols":[]}', '', 'malformed'],
    [`{"type":"ping","id":"${'x'.repeat(65)}"}`, null, 'malformed'],
    ['{"type":"send","id":7,"text":"x"}', null, 'malformed'],
    ['{"type":"send","id":"a","text":{}}', 'a', 'malformed'],
    ['{"type":"send","id":"a","text":"x","more":1}', 'a', 'malformed'],
    ['{"type":"close","id":"a","code":1006}', 'a', 'malformed'],
    ['{"type":"close","id":"a","code":99}', 'a', 'malformed'],
    ['{"type":"send","id":"nobody","text":"x"}', 'nobody', 'notOpen'],
    ['{"type":"ping","id":"nobody"}', 'nobody', 'notOpen'],
    ['{"type":"close","id":"nobody"}', 'nobody', 'notOpen'],
    ['{"type":"open","id":"a","url":"ws://a.example","subprotocols":[]}', 'a', 'idInUse'],
  ])('%s', async (text, id, code) => {
    const csms = await started(startFarCsms());
    const page = await connect();
    await page.open('a', csms.origin);
    page.socket.send(text);
    expect(await page.next(id, 'error')).toEqual({ type: 'error', id, code, detail: expect.stringMatching(/\w{3}/) });
    page.send({ type: 'send', id: 'a', text: 'still here' });
    expect((await page.next('a', 'message')).text).toBe('still here');
  });

  test('a binary frame', async () => {
    const page = await connect();
    page.socket.send(Buffer.from('{}'), { binary: true });
    expect(await page.next(null, 'error')).toMatchObject({ code: 'malformed' });
  });
});

describe('the end of a connection, as the server makes it', () => {
  const endedBy = async (act: (socket: WebSocket) => void) => {
    const csms = await started(startFarCsms({ connected: (socket) => void socket.once('message', () => act(socket)) }));
    const page = await connect();
    await page.open('a', csms.origin);
    page.send({ type: 'send', id: 'a', text: 'now' });
    return page.next('a', 'closed');
  };

  test('with a code and a reason', async () => {
    expect(await endedBy((socket) => socket.close(1008, 'Replaced'))).toMatchObject({ code: 1008, reason: 'Replaced' });
  });

  test('without a code: 1005', async () => {
    expect(await endedBy((socket) => socket.close())).toMatchObject({ code: 1005 });
  });

  test('without a closing handshake: 1006', async () => {
    expect(await endedBy((socket) => socket.terminate())).toMatchObject({ code: 1006 });
  });

  test('by a frame that breaks RFC 6455: 1006 and what was wrong', async () => {
    const broken = await endedBy((socket) => {
      (socket as unknown as { _socket: NodeJS.WritableStream })._socket.write(Buffer.from([0xf1, 0]));
    });
    expect(broken).toMatchObject({ code: 1006, reason: expect.stringMatching(/RSV/) });
  });

  test('by a message over 1 MiB, and by one that is no text', async () => {
    const tooLong = await endedBy((socket) => socket.send('x'.repeat(1024 * 1024 + 1)));
    expect(tooLong.reason).toMatch(/payload size/i);
    expect(await endedBy((socket) => socket.send(Buffer.from('x')))).toMatchObject({ code: 1003 });
  });
});

describe('pings', () => {
  test('are sent when the page asks, and at its interval; `pong` has the latency', async () => {
    let pings = 0;
    const csms = await started(startFarCsms({ connected: (socket) => void socket.on('ping', () => (pings += 1)) }));
    const page = await connect();
    await page.open('a', csms.origin, { pingIntervalMs: 1000 });
    page.send({ type: 'ping', id: 'a' });
    expect((await page.next('a', 'pong')).latencyMs).toBeGreaterThanOrEqual(0);
    await page.next('a', 'pong');
    expect(pings).toBeGreaterThanOrEqual(2);
  });

  test('a server that answers none by the next is dropped', async () => {
    const csms = await started(startFarCsms({ connected: (socket) => socket.pause() }));
    const page = await connect();
    await page.open('a', csms.origin, { pingIntervalMs: 1000 });
    expect(await page.next('a', 'closed')).toMatchObject({ code: 1006, reason: 'No answer to a ping within 1 s' });
  });
});

test('1,000 connections over one socket, each with its own', async () => {
  const csms = await started(startFarCsms());
  const page = await connect();
  const ids = Array.from({ length: 1000 }, (_, index) => `CS-${index}`);
  for (const id of ids) page.send({ type: 'open', id, url: `${csms.origin}/${id}`, subprotocols: ['ocpp1.6'] });
  await until(() => page.frames.length === 1000, 'all are open');
  expect(new Set(page.frames.map(({ type }) => type))).toEqual(new Set(['opened']));
  expect(new Set(csms.requests.map(({ url }) => url)).size).toBe(1000);
  page.frames.length = 0;
  for (const id of ids) page.send({ type: 'send', id, text: `to ${id}` });
  await until(() => page.frames.length === 1000, 'all are answered');
  for (const { id, text } of page.frames) expect(text).toBe(`to ${id}`);
  const { text } = await supertest(api.server).get('/metrics').expect(200);
  expect(text).toMatch(/^relay_pages 1$/m);
  expect(text).toMatch(/^relay_open_connections 1000$/m);
});

describe('when the page leaves', () => {
  test('its connections are closed with 1001, those of another page are not; attempts are given up', async () => {
    const codes: number[] = [];
    const csms = await started(
      startFarCsms({ connected: (socket) => void socket.on('close', (code) => codes.push(code)) }),
    );
    const mute = await started(startTcpServer((socket) => void socket.resume()));
    const [leaving, staying] = [await connect(), await connect()];
    await leaving.open('a', csms.origin);
    await leaving.open('b', csms.origin);
    await staying.open('a', csms.origin);
    leaving.send({ type: 'open', id: 'c', url: mute.origin, subprotocols: [] });
    await until(() => gateway.upstreamSlots.taken === 4, 'all are there or on their way');
    leaving.socket.terminate();
    await until(() => gateway.upstreamSlots.taken === 1, 'only that of the other page is left');
    await until(() => codes.length === 2, 'its servers have heard');
    expect(codes).toEqual([1001, 1001]);
    staying.send({ type: 'ping', id: 'a' });
    await staying.next('a', 'pong');
  });

  test('a page that answers no ping is dropped, with its connections', async () => {
    const keepAliveMs = gateway.limits.keepAliveMs;
    gateway.limits.keepAliveMs = 300;
    const csms = await started(startFarCsms());
    const page = await connect();
    await page.open('a', csms.origin);
    page.socket.pause();
    gateway.limits.keepAliveMs = keepAliveMs;
    await until(() => gateway.upstreamSlots.taken === 0, 'it is gone');
    page.socket.resume();
  });

  test('a drain closes pages with 1012 and takes no new ones: 503', async () => {
    const other = await startApi('SQLite', { DRAIN_LEAD_S: '0', DRAIN_SPREAD_S: '0' });
    const csms = await started(startFarCsms());
    const page = await RelayPage.connect(other.origin);
    await page.open('a', csms.origin);
    const closed = once(page.socket, 'close');
    await other.app.get(Drain).start('spec');
    expect((await closed)[0]).toBe(1012);
    const offer = { 'Sec-WebSocket-Protocol': 'station-relay.v1' };
    expect((await rawUpgrade(other.origin, '/api/v1/relay', offer)).status).toBe(503);
    await other.stop();
  });

  test('a stop closes pages with 1012 and their connections with 1001, and does not wait for the deaf', async () => {
    const other = await startApi();
    const codes: number[] = [];
    const csms = await started(
      startFarCsms({ connected: (socket) => void socket.on('close', (code) => codes.push(code)) }),
    );
    const page = await RelayPage.connect(other.origin);
    await page.open('a', csms.origin);
    const deaf = await RelayPage.connect(other.origin);
    deaf.socket.pause();
    const closed = once(page.socket, 'close');
    const startedAt = Date.now();
    await other.stop();
    expect((await closed)[0]).toBe(1012);
    await until(() => codes.length === 1, 'the server has heard');
    expect(codes).toEqual([1001]);
    // Two seconds for the deaf; a WebSocket by itself waits for thirty.
    expect(Date.now() - startedAt).toBeLessThan(15_000);
    deaf.socket.terminate();
  });
});

test('neither log nor metrics tell what passes through, nor credentials, path and query', async () => {
  const calls: unknown[] = [];
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    jest.spyOn(api.app.get(Log), level).mockImplementation((...args) => void calls.push(args));
  }
  const csms = await started(startFarCsms());
  const page = await connect();
  const secrets = { basic: { username: 'CS-1', password: 'SECRET' }, headers: { 'X-Key': 'SECRET' } };
  await page.open('a', `${csms.origin}/SECRET?token=SECRET`, secrets);
  page.send({ type: 'send', id: 'a', text: 'SECRET' });
  await page.next('a', 'message');
  page.socket.send('{"type":"SECRET"');
  await page.next(null, 'error');
  await page.close();
  await until(() => calls.length >= 3, 'the log of it');
  expect(JSON.stringify(calls)).toContain(csms.origin);
  expect(JSON.stringify(calls)).not.toContain('SECRET');
  jest.restoreAllMocks();
  const { text } = await supertest(api.server).get('/metrics').expect(200);
  expect(text).toMatch(/^relay_connections_total\{verdict="connected"\} [1-9]/m);
  expect(text).toMatch(/^relay_messages_total\{direction="out"\} [1-9]/m);
});

describeWith('OpenSSL', 'a client certificate', () => {
  test('is given to the server that demands it (OCPP security profile 3)', async () => {
    const authority = new TestAuthority();
    const server = authority.issue('csms', 'IP:127.0.0.1');
    const tls = { ...server, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
    const csms = await started(startFarCsms({ tls }));
    const { cert: certificate, key } = authority.issue('CS-1', 'DNS:CS-1');
    authority.remove();
    const page = await connect();
    const trust = { trustedCertificates: authority.cert };
    expect(await page.open('a', csms.origin, trust)).toMatchObject({
      report: { verdict: 'clientCertificateRequired' },
    });
    expect((await page.open('a', csms.origin, { ...trust, clientCertificate: { certificate, key } })).type).toBe(
      'opened',
    );
  });
});
