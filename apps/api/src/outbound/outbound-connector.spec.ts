// What an attempt to connect reports, stage by stage, against servers that are wrong in every way.
import { connect, Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { attempt, connector, outcomes, started } from '../../test/connection-attempts.js';
import { startFarCsms, startTcpServer } from '../../test/far-csms.js';
import type { FarCsms } from '../../test/far-csms.js';
import { readEnvironment } from '../config/environment.js';
import { OutboundConnector } from './outbound-connector.js';

describe('a connection that works', () => {
  test('passes each stage, with its time, and says what the server chose', async () => {
    const csms = await started(startFarCsms({ choose: () => 'ocpp1.6' }));
    const url = `ws://localhost:${csms.port}/ocpp/CS%201?a=1`;
    const report = await attempt(url, { subprotocols: ['ocpp2.0.1', 'ocpp1.6'] });
    expect(report).toMatchObject({
      url,
      verdict: 'connected',
      subprotocol: 'ocpp1.6',
      address: '127.0.0.1',
      tls: null,
    });
    expect(report.addresses).toContain('127.0.0.1');
    expect(report.http).toMatchObject({ status: 101, upgrade: 'websocket' });
    expect(outcomes(report)).toEqual({
      url: 'passed',
      dns: 'passed',
      tcp: 'passed',
      tls: 'skipped',
      http: 'passed',
      webSocket: 'passed',
    });
    const passed = report.stages.filter(({ outcome }) => outcome === 'passed');
    for (const { durationMs } of passed) expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(csms.requests[0]?.url).toBe('/ocpp/CS%201?a=1');
  });

  test('sends headers and Basic credentials with the first request, without a challenge', async () => {
    const csms = await started(startFarCsms());
    const basic = { username: 'CS-1', password: 'secret' };
    const report = await attempt(csms.origin, { basic, headers: { 'X-Api-Key': 'k' } });
    const Authorization = `Basic ${Buffer.from('CS-1:secret').toString('base64')}`;
    expect(csms.requests[0]?.headers).toMatchObject({ authorization: Authorization, 'x-api-key': 'k' });
    expect(JSON.stringify(report)).not.toMatch(/secret|Basic/);
  });

  test('no subprotocol offered, none chosen', async () => {
    const csms = await started(startFarCsms());
    expect(await attempt(csms.origin, { subprotocols: [] })).toMatchObject({ verdict: 'connected', subprotocol: null });
  });
});

describe('names and TCP', () => {
  const withNames = (failure: object): OutboundConnector => {
    const made = new OutboundConnector(readEnvironment({}));
    made.network.resolve = () => Promise.reject(Object.assign(new Error('no'), failure));
    return made;
  };

  test('a name that does not exist', async () => {
    const report = await attempt('ws://no-such-name.invalid/', {}, withNames({ code: 'ENOTFOUND' }));
    expect(report).toMatchObject({ verdict: 'nameNotFound', remedy: expect.stringContaining('no-such-name.invalid') });
    expect(outcomes(report)).toMatchObject({ url: 'passed', dns: 'failed', tcp: 'skipped', http: 'skipped' });
  });

  test('a name server that fails', async () => {
    const report = await attempt('ws://name.example/', {}, withNames({ code: 'EAI_AGAIN' }));
    expect(report).toMatchObject({ verdict: 'nameServerFailed', summary: expect.stringContaining('EAI_AGAIN') });
  });

  test('a port where nothing listens', async () => {
    const gone = await startFarCsms();
    await gone.stop();
    const report = await attempt(gone.origin);
    expect(report).toMatchObject({ verdict: 'connectionRefused', remedy: expect.stringContaining(String(gone.port)) });
    expect(outcomes(report)).toMatchObject({ dns: 'skipped', tcp: 'failed' });
  });

  test('of several addresses the one that answers is used', async () => {
    const csms = await started(startFarCsms());
    const made = new OutboundConnector(readEnvironment({}));
    made.network = {
      resolve: async () => ['127.0.0.2', '127.0.0.1'],
      connect: (host) => connect({ host, port: host === '127.0.0.1' ? csms.port : 1 }),
    };
    expect(await attempt('ws://two.example/', {}, made)).toMatchObject({ verdict: 'connected', address: '127.0.0.1' });
  });
});

describe('what answers is no WebSocket', () => {
  const answering = (text: string): Promise<FarCsms> =>
    started(startTcpServer((socket) => void socket.once('data', () => socket.end(text))));

  test.each([
    [400, 'badRequest'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [418, 'badRequest'],
    [426, 'upgradeRequired'],
    [429, 'tooManyRequests'],
    [301, 'redirected'],
    [200, 'noWebSocket'],
    [500, 'serverError'],
    [503, 'serverError'],
  ])('HTTP %i: %s, with the beginning of the body', async (status, verdict) => {
    const headers = 'Content-Type: text/plain\r\nConnection: close\r\n';
    const { origin } = await answering(`HTTP/1.1 ${status} Such\r\n${headers}\r\nBecause\r\n\tof <b>this</b>\x07`);
    const report = await attempt(origin);
    expect(report).toMatchObject({
      verdict,
      summary: `It answers HTTP ${status} Such.`,
      remedy: expect.stringMatching(/\w/),
      http: { status, contentType: 'text/plain', bodyExcerpt: 'Because of <b>this</b>' },
    });
    expect(outcomes(report)).toMatchObject({ tcp: 'passed', http: 'failed', webSocket: 'skipped' });
  });

  test('401: the challenge, and whether credentials were sent at all', async () => {
    const challenge = 'Basic realm="CSMS"';
    const { origin } = await answering(
      `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: ${challenge}\r\nContent-Length: 0\r\n\r\n`,
    );
    const without = await attempt(origin);
    expect(without.http?.wwwAuthenticate).toBe(challenge);
    expect(without.remedy).toMatch(/It wants credentials.*challenges with Basic/);
    const credentials = { basic: { username: 'CS-1', password: 'x' } };
    expect((await attempt(origin, credentials)).remedy).toMatch(/credentials are wrong/);
    const silent = await answering('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
    expect((await attempt(silent.origin)).remedy).toMatch(/no WWW-Authenticate.*browser alone can never log in/);
  });

  test.each([
    ['https://csms.example/new', 'Use wss://csms.example/new instead'],
    ['/new', /Use ws:\/\/127\.0\.0\.1:\d+\/new instead/],
    ['mailto:x@y', 'Use the URL that the CSMS documents'],
  ])('a redirect to %s says where to, as a WebSocket URL', async (location, advice) => {
    const { origin } = await answering(
      `HTTP/1.1 307 Temporary Redirect\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`,
    );
    const { http, remedy } = await attempt(origin);
    expect(http?.location).toBe(location);
    expect(remedy).toMatch(advice);
  });

  test('429: how long to wait', async () => {
    const { origin } = await answering('HTTP/1.1 429 Slow\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n');
    expect(await attempt(origin)).toMatchObject({ http: { retryAfter: '17' }, remedy: expect.stringContaining('17') });
  });

  test('a body without end is read no further than its beginning', async () => {
    const csms = await started(
      startTcpServer((socket) => {
        socket.write('HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n');
        const more = (): void => void (socket.write(`400\r\n${'x'.repeat(1024)}\r\n`) && setImmediate(more));
        socket.on('drain', more);
        more();
      }),
    );
    const { http } = await attempt(csms.origin);
    expect(http?.bodyExcerpt).toHaveLength(500);
  });

  test('a body that is no text is no excerpt', async () => {
    const { origin } = await answering('HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\na\0b');
    expect((await attempt(origin)).http?.bodyExcerpt).toBeNull();
  });

  test('another protocol', async () => {
    const { origin } = await answering('220 mail.example ESMTP\r\n');
    expect(await attempt(origin)).toMatchObject({
      verdict: 'notHttp',
      http: null,
      remedy: expect.stringContaining('wss:'),
    });
  });

  test('a server that hangs up', async () => {
    const { origin } = await started(
      startTcpServer((socket) => void socket.once('data', () => socket.resetAndDestroy())),
    );
    expect(await attempt(origin)).toMatchObject({
      verdict: 'connectionReset',
      remedy: expect.stringContaining('wss:'),
    });
    const polite = await answering('');
    expect((await attempt(polite.origin)).verdict).toBe('connectionReset');
  });

  test('a handshake that breaks RFC 6455: the wrong Sec-WebSocket-Accept', async () => {
    const csms = await started(
      startFarCsms({
        upgrade: (_request, socket) =>
          socket.write(
            'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
          ),
      }),
    );
    const report = await attempt(csms.origin);
    expect(report).toMatchObject({ verdict: 'invalidHandshake', http: { status: 101 } });
    expect(outcomes(report)).toMatchObject({ http: 'passed', webSocket: 'failed' });
  });

  test('mute ones: each stage has its own limit of time', async () => {
    const { origin } = await started(startTcpServer(() => {}));
    const impatient = new OutboundConnector(readEnvironment({}));
    impatient.timeouts = { dns: 50, tcp: 5000, tls: 50, http: 50 };
    expect((await attempt(origin, {}, impatient)).verdict).toBe('noAnswer');
    expect((await attempt(origin.replace('ws:', 'wss:'), {}, impatient)).verdict).toBe('tlsTimeout');
    // A socket that never connects stands for an address that drops what is sent to it.
    impatient.network = { resolve: async () => ['127.0.0.1', '127.0.0.2'], connect: () => new Socket() };
    impatient.timeouts.tcp = 100;
    const unreachable = await attempt('ws://far.example/', {}, impatient);
    expect(unreachable).toMatchObject({ verdict: 'connectTimeout', summary: 'Nothing within 0.05 s.' });
    impatient.network.resolve = () => new Promise(() => {});
    expect((await attempt('ws://slow.example/', {}, impatient)).verdict).toBe('nameServerFailed');
  });

  test('a caller that gives up ends the attempt at once', async () => {
    const { origin } = await started(startTcpServer(() => {}));
    const controller = new AbortController();
    const request = connector.prepare({ url: origin, subprotocols: [] });
    const outcome = connector.connect(request, controller.signal);
    setTimeout(() => controller.abort(), 50);
    expect((await outcome).report).toMatchObject({ verdict: 'cancelled' });
  });
});

describe('subprotocols', () => {
  test('none chosen though some were offered', async () => {
    const csms = await started(startFarCsms({ choose: () => false }));
    const report = await attempt(csms.origin, { subprotocols: ['ocpp2.0.1', 'ocpp2.1'] });
    expect(report).toMatchObject({ verdict: 'noSubprotocol', subprotocol: null });
    expect(report.remedy).toMatch(/none of ocpp2\.0\.1, ocpp2\.1/);
    expect(outcomes(report)).toMatchObject({ http: 'passed', webSocket: 'failed' });
  });

  test('one chosen that was not offered', async () => {
    const csms = await started(startFarCsms({ choose: () => 'ocpp1.5' }));
    expect(await attempt(csms.origin)).toMatchObject({ verdict: 'wrongSubprotocol', subprotocol: 'ocpp1.5' });
  });
});
