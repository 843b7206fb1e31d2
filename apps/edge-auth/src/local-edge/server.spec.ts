// The local edge with the steps of the viewer-request function but its login, a real upstream and real sockets.
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contentSecurityPolicy, formatContentSecurityPolicy } from '@simulator/deployment';
import { WebSocket, WebSocketServer } from 'ws';
import { runSteps } from '../viewer-request/create-handler.js';
import { checkRequest } from '../viewer-request/http/check-request.js';
import { prepareForApi } from '../viewer-request/http/prepare-for-api.js';
import { routeToPage } from '../viewer-request/http/route-to-page.js';
import { createLocalEdge } from './server.js';

// What the login does to a request is held by its own specs and by login-in-browser.spec.ts.
const handler = runSteps([checkRequest, prepareForApi, routeToPage]);
const csp = formatContentSecurityPolicy(contentSecurityPolicy);
const pageDir = mkdtempSync(join(tmpdir(), 'edge-page-'));
const settings = { viewerRequest: handler, page: { dir: pageDir }, apiHost: 'api.localhost', tls: null };
let upstream: Server;
let webSockets: WebSocketServer;
let edge: Server;
let lonelyEdge: Server;

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listen = async (server: Server): Promise<Server> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

beforeAll(async () => {
  mkdirSync(join(pageDir, 'assets'));
  writeFileSync(join(pageDir, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(pageDir, 'assets', 'index-abc.js'), 'export {};');

  upstream = createServer((message, response) => {
    if (message.url === '/api/v1/breaks-off') {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
      return;
    }
    if (message.url === '/api/v1/dies') {
      message.socket.destroy();
      return;
    }
    void text(message).then((body) => {
      response.writeHead(message.method === 'POST' ? 202 : 200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ method: message.method, url: message.url, headers: message.headers, body }));
    });
  });
  webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'ocpp1.6' });
  upstream.on('upgrade', (message, socket, head) => {
    if (message.url === '/ocpp/UNKNOWN') {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    if (message.url === '/ocpp/RESET') {
      socket.destroy();
      return;
    }
    webSockets.handleUpgrade(message, socket, head, (webSocket) => {
      webSocket.on('message', (data: Buffer) => {
        if (data.toString() === 'die') webSocket.terminate();
        else webSocket.send(`${message.url} ${data.toString()}`);
      });
      webSocket.on('close', () => webSockets.emit('gone'));
    });
  });
  await listen(upstream);
  edge = await listen(createLocalEdge({ ...settings, upstreamUrl: `http://127.0.0.1:${portOf(upstream)}` }));

  const gone = await listen(createServer());
  const upstreamUrl = `http://127.0.0.1:${portOf(gone)}`;
  gone.close();
  lonelyEdge = await listen(createLocalEdge({ ...settings, upstreamUrl }));
});

afterAll(() => {
  for (const server of [edge, lonelyEdge, upstream]) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(pageDir, { recursive: true });
});

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request with the path as it is: fetch would tidy it up. */
async function ask(
  server: Server,
  path: string,
  options: { method?: string; headers?: object; body?: string } = {},
): Promise<Reply> {
  const { method = 'GET', headers = {}, body } = options;
  const request = httpRequest({ host: '127.0.0.1', port: portOf(server), path, method, headers: { ...headers } });
  request.end(body);
  const [message] = (await once(request, 'response')) as [IncomingMessage];
  return { status: message.statusCode ?? 0, headers: message.headers, body: await text(message) };
}

/** What comes back for raw bytes, up to the end of the connection. */
async function send(server: Server, bytes: string): Promise<string> {
  const socket = connect(portOf(server), '127.0.0.1');
  socket.write(bytes);
  const reply = await text(socket);
  return reply;
}

const html = { Accept: 'text/html' };

describe('the page', () => {
  test.each(['/', '/stations/DEMO-1'])('%s: the document with the policy, asked for anew each time', async (path) => {
    const { status, headers, body } = await ask(edge, path, { headers: html });
    expect({ status, body }).toEqual({ status: 200, body: '<!doctype html><title>page</title>' });
    expect(headers).toMatchObject({
      'content-type': 'text/html;charset=utf-8',
      'content-security-policy': csp,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
  });

  test('a hashed asset may be kept for ever', async () => {
    const { status, headers } = await ask(edge, '/assets/index-abc.js');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-security-policy']).toBe(csp);
  });

  test('an asset that is not there is a 404, never the document', async () => {
    expect((await ask(edge, '/assets/gone.js', { headers: html })).status).toBe(404);
  });

  test('an unchanged document is not sent twice', async () => {
    const { headers } = await ask(edge, '/', { headers: html });
    const again = await ask(edge, '/', { headers: { ...html, 'If-None-Match': headers['etag'] } });
    expect(again.status).toBe(304);
  });
});

describe('the API', () => {
  test('gets method, path, query and body as they were sent, and who sent them', async () => {
    const reply = await ask(edge, '/api/v1/stations/A%2FB/commands?x=%20', {
      method: 'POST',
      body: '{"action":"Reset"}',
      headers: { 'Content-Type': 'application/json', Authorization: 'Basic QTpi', Cookie: 'a=1' },
    });
    expect(reply.status).toBe(202);
    const seen = JSON.parse(reply.body);
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/api/v1/stations/A%2FB/commands?x=%20',
      body: '{"action":"Reset"}',
    });
    expect(seen.headers).toMatchObject({ authorization: 'Basic QTpi', 'x-forwarded-for': '127.0.0.1' });
    expect(seen.headers).not.toHaveProperty('cookie');
  });

  test('its answers carry the API headers and no policy of the page', async () => {
    const { headers } = await ask(edge, '/health/ready');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers).not.toHaveProperty('content-security-policy');
  });

  test('metrics do not pass', async () => {
    expect((await ask(edge, '/metrics', { headers: html })).status).toBe(404);
  });

  test('a WebSocket passes, subprotocol and frames included', async () => {
    const webSocket = new WebSocket(`ws://127.0.0.1:${portOf(edge)}/ocpp/CP%2F1`, ['ocpp1.6']);
    await once(webSocket, 'open');
    expect(webSocket.protocol).toBe('ocpp1.6');
    webSocket.send('hello');
    const [data] = await once(webSocket, 'message');
    expect(String(data)).toBe('/ocpp/CP%2F1 hello');
    webSocket.close(1000);
    const [code] = await once(webSocket, 'close');
    expect(code).toBe(1000);
  });

  test('a handshake that the API refuses shows the API status', async () => {
    const webSocket = new WebSocket(`ws://127.0.0.1:${portOf(edge)}/ocpp/UNKNOWN`, ['ocpp1.6']);
    const [error] = await once(webSocket, 'error');
    expect(String(error)).toContain('404');
  });
});

describe('bad input', () => {
  const handshake = (path: string): string =>
    `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

  test.each(['/%zz', '/ocpp/%', '/api/%c3%28'])('%s is answered 400', async (path) => {
    expect((await ask(edge, path)).status).toBe(400);
  });

  test('so is a handshake', async () => {
    expect(await send(edge, handshake('/ocpp/%zz'))).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  test('a WebSocket where none is served is answered 404', async () => {
    expect(await send(edge, handshake('/'))).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  });

  test('an over-long URL is answered 414, by handshake too', async () => {
    const path = `/api/${'a'.repeat(8192)}`;
    expect((await ask(edge, path)).status).toBe(414);
    expect(await send(edge, handshake(path))).toMatch(/^HTTP\/1\.1 414 /);
  });

  test.each([
    'GET http://other.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  ])('a request target that is no path is answered 400: %j', async (bytes) => {
    expect(await send(edge, bytes)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('what is not HTTP is answered 400', async () => {
    expect(await send(edge, '\x16\x03\x01\x02\x00\x01\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a POST to the page is answered 405', async () => {
    expect(await ask(edge, '/', { method: 'POST', body: 'x' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, OPTIONS' },
    });
  });
});

describe('the API is down', () => {
  test('a person reads a page, a program problem details', async () => {
    const page = await ask(lonelyEdge, '/api/docs', { headers: html });
    expect(page).toMatchObject({ status: 502, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.body).toContain('The API cannot be reached (ECONNREFUSED). Is it running?');

    const program = await ask(lonelyEdge, '/api/v1/stations');
    expect(program.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(program.body)).toMatchObject({ status: 502, title: 'Bad Gateway' });
  });

  test('the page itself is still served', async () => {
    expect((await ask(lonelyEdge, '/', { headers: html })).status).toBe(200);
  });

  test('a handshake is answered 502', async () => {
    const webSocket = new WebSocket(`ws://127.0.0.1:${portOf(lonelyEdge)}/ocpp/DEMO-1`, ['ocpp1.6']);
    const [error] = await once(webSocket, 'error');
    expect(String(error)).toContain('502');
  });

  test('an API that dies during a request, an answer or a handshake harms nothing else', async () => {
    expect((await ask(edge, '/api/v1/dies')).status).toBe(502);
    await expect(ask(edge, '/api/v1/breaks-off')).rejects.toThrow('aborted');
    const webSocket = new WebSocket(`ws://127.0.0.1:${portOf(edge)}/ocpp/RESET`, ['ocpp1.6']);
    const [error] = await once(webSocket, 'error');
    expect(String(error)).toContain('502');
    expect((await ask(edge, '/health')).status).toBe(200);
  });

  test('an open WebSocket ends for one side when the other is torn away', async () => {
    const closedUpstream = once(webSockets, 'gone');
    const first = new WebSocket(`ws://127.0.0.1:${portOf(edge)}/ocpp/DEMO-1`, ['ocpp1.6']);
    await once(first, 'open');
    first.terminate();
    await closedUpstream;

    const second = new WebSocket(`ws://127.0.0.1:${portOf(edge)}/ocpp/DEMO-1`, ['ocpp1.6']);
    await once(second, 'open');
    second.send('die');
    const [code] = await once(second, 'close');
    expect(code).toBe(1006);
    expect((await ask(edge, '/health')).status).toBe(200);
  });

  test('a visitor whose connection is reset (RST) takes nothing else with them', async () => {
    const closedUpstream = once(webSockets, 'gone');
    const socket = connect(portOf(edge), '127.0.0.1');
    socket.write(
      'GET /ocpp/DEMO-1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    await once(socket, 'data');
    socket.resetAndDestroy();
    await closedUpstream;
    expect((await ask(edge, '/health')).status).toBe(200);
  });
});

test('a viewer-request function that throws gives 503, as CloudFront does, and the edge lives', async () => {
  const broken = await listen(
    createLocalEdge({
      ...settings,
      viewerRequest: () => Promise.reject(new Error('deliberate')),
      upstreamUrl: 'http://127.0.0.1:1',
    }),
  );
  expect((await ask(broken, '/')).status).toBe(503);
  expect((await ask(broken, '/')).status).toBe(503);
  broken.closeAllConnections();
  broken.close();
});
