// The local edge over HTTPS, with certificates of the local authority, and the API's own host with client certificates.
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { clientCertificateHeaders, MAX_GENERATED_RESPONSE_BYTES } from '@simulator/deployment';
import type { CloudFrontRequestResult } from 'aws-lambda';
import { WebSocket, WebSocketServer } from 'ws';
import { createAuthority, issueServer, issueStation } from '../local-certificates/certificate-authority.js';
import type { Identity } from '../local-certificates/certificate-authority.js';
import { createLocalEdge } from './server.js';
import type { ViewerRequestFunction } from './server.js';

const folder = mkdtempSync(join(tmpdir(), 'edge-tls-'));
writeFileSync(join(folder, 'index.html'), '');
let authority: Identity;
let station: Identity;
let upstream: Server;
let edge: Server;
let viewerRequest: ViewerRequestFunction;

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listen = async (server: Server): Promise<Server> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

beforeAll(async () => {
  const now = new Date();
  authority = await createAuthority(now);
  const server = await issueServer(authority, ['localhost', 'api.localhost', '127.0.0.1', '::1'], now);
  station = await issueStation(authority, 'CS-1', now);
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'ocpp1.6' });
  upstream = createServer((message, response) => {
    response.end(JSON.stringify({ url: message.url, headers: message.headers }));
  });
  upstream.on('upgrade', (message, socket, head) => {
    sockets.handleUpgrade(message, socket, head, (webSocket) => webSocket.send(JSON.stringify(message.headers)));
  });
  await listen(upstream);
  edge = await listen(
    createLocalEdge({
      viewerRequest: (event) => viewerRequest(event),
      page: { dir: folder },
      upstreamUrl: `http://127.0.0.1:${portOf(upstream)}`,
      apiHost: 'api.localhost',
      tls: { cert: server.certificate, key: server.key, clientCa: authority.certificate },
    }),
  );
});
afterAll(() => {
  for (const server of [edge, upstream]) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

async function ask(host: string, path: string, headers: object = {}, identity?: Identity): Promise<Reply> {
  const client = identity === undefined ? {} : { cert: identity.certificate, key: identity.key };
  const request = httpsRequest({
    host: '127.0.0.1',
    port: portOf(edge),
    servername: host,
    ca: authority.certificate,
    path,
    headers: { host: `${host}:${portOf(edge)}`, ...headers },
    agent: false,
    ...client,
  });
  request.end();
  const [message] = (await once(request, 'response')) as [IncomingMessage];
  return { status: message.statusCode ?? 0, headers: message.headers, body: await text(message) };
}

const seenBy = ({ body }: Reply): IncomingHttpHeaders => (JSON.parse(body) as { headers: IncomingHttpHeaders }).headers;

describe('the API’s own host', () => {
  test('goes to the API past the function, with the credentials that the client sends', async () => {
    viewerRequest = () => Promise.reject(new Error('deliberate'));
    const headers = seenBy(await ask('api.localhost', '/api/v1/stations', { authorization: 'Bearer key' }));
    expect(headers).toMatchObject({ authorization: 'Bearer key', host: `api.localhost:${portOf(edge)}` });
    expect((await ask('localhost', '/api/v1/stations')).status).toBe(503);
  });

  test('tells the API whose certificate a station has, in the headers of CloudFront, by WebSocket too', async () => {
    const certificate = new X509Certificate(station.certificate);
    const expected = {
      [clientCertificateHeaders.present]: 'true',
      [clientCertificateHeaders.subject]: expect.stringContaining('CN=CS-1'),
      [clientCertificateHeaders.issuer]: expect.stringContaining('Charging Station Simulator local CA'),
      [clientCertificateHeaders.serialNumber]: certificate.serialNumber,
      [clientCertificateHeaders.sha256]: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      [clientCertificateHeaders.validity]: expect.stringMatching(/^NotBefore=.*Z;NotAfter=.*Z$/),
    };
    const headers = seenBy(await ask('api.localhost', '/api/v1/stations', {}, station));
    expect(headers).toMatchObject(expected);
    expect(decodeURIComponent(String(headers[clientCertificateHeaders.pem]))).toContain('BEGIN CERTIFICATE');

    const socket = new WebSocket(`wss://api.localhost:${portOf(edge)}/ocpp/CS-1`, ['ocpp1.6'], {
      ca: authority.certificate,
      cert: station.certificate,
      key: station.key,
      lookup: (_name, options, done) =>
        options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
    });
    const [frame] = await once(socket, 'message');
    expect(JSON.parse(String(frame))).toMatchObject(expected);
    socket.close();
  });

  test('believes no client that claims a certificate, and no certificate of another authority', async () => {
    const forged = Object.fromEntries(Object.values(clientCertificateHeaders).map((name) => [name, 'forged']));
    const other = await issueStation(await createAuthority(new Date()), 'CS-1', new Date());
    for (const identity of [undefined, other]) {
      const headers = seenBy(await ask('api.localhost', '/api/v1/stations', forged, identity));
      for (const name of Object.values(clientCertificateHeaders)) expect(headers[name]).toBeUndefined();
    }
  });
});

describe('the function, as CloudFront holds it', () => {
  test('learns that the request came over https, whatever the client says', async () => {
    let scheme: string | undefined;
    viewerRequest = async ({ Records: [record] }) => {
      scheme = record?.cf.request.headers['cloudfront-forwarded-proto']?.[0]?.value;
      return record!.cf.request;
    };
    expect((await ask('localhost', '/', { 'cloudfront-forwarded-proto': 'http' })).status).toBe(200);
    expect(scheme).toBe('https');
  });

  test.each<
    [string, (request: Parameters<ViewerRequestFunction>[0]['Records'][0]['cf']['request']) => CloudFrontRequestResult]
  >([
    ['changes Host', (request) => ({ ...request, headers: { ...request.headers, host: [{ value: 'evil.example' }] } })],
    ['adds Via', (request) => ({ ...request, headers: { ...request.headers, via: [{ value: '1.1 x' }] } })],
    ['answers with too much', () => ({ status: '200', body: 'x'.repeat(MAX_GENERATED_RESPONSE_BYTES) })],
    ['returns nothing', () => undefined],
  ])('is a failure when it %s', async (_title, change) => {
    viewerRequest = async ({ Records: [record] }) => change(record!.cf.request);
    expect((await ask('localhost', '/')).status).toBe(503);
  });

  test('may set several cookies', async () => {
    const cookies = ['a=1; Path=/', 'b=2; Path=/'];
    viewerRequest = async () => ({ status: '302', headers: { 'set-cookie': cookies.map((value) => ({ value })) } });
    expect((await ask('localhost', '/')).headers['set-cookie']).toEqual(cookies);
  });
});
