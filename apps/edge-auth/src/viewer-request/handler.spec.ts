// The steps around the login: which requests are refused at once, and where the others go.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CloudFrontRequest, CloudFrontResultResponse } from 'aws-lambda';
import { Clock, oidcEdge, signedIn } from '../../test/edge-under-test.js';
import { FakeProvider } from '../../test/fake-provider.js';
import { answered, eventOf, headersOf, HOST, ORIGIN, passedOn, Visitor } from '../../test/visitor.js';

const provider = new FakeProvider();
const clock = new Clock();
let visitor: Visitor;

beforeAll(async () => {
  await provider.start();
  visitor = await signedIn({ provider, clock, handler: oidcEdge(provider, clock) });
});
afterAll(() => provider.stop());

const html = { accept: 'text/html,application/xhtml+xml' };
const passed = async (uri: string, headers: Record<string, string> = {}): Promise<CloudFrontRequest> =>
  passedOn(await visitor.send('GET', uri, headers));
const refused = async (method: string, uri: string): Promise<CloudFrontResultResponse> =>
  answered(await visitor.send(method, uri, { origin: ORIGIN }));

describe('the page', () => {
  test.each(['/', '/stations/DEMO-1', '/stations/A%2FB', '/cars'])(
    'a navigation to %s gets the one document',
    async (uri) => {
      expect((await passed(uri, html)).uri).toBe('/index.html');
    },
  );

  test('the root is the document for a program too', async () => {
    expect((await passed('/')).uri).toBe('/index.html');
  });

  test.each(['/assets/index-B7w1.js', '/favicon.ico', '/missing.png'])(
    '%s stays the file that it names',
    async (uri) => {
      expect((await passed(uri, html)).uri).toBe(uri);
    },
  );

  test('a program that asks for an unknown path does not get the page', async () => {
    expect((await passed('/stations/DEMO-1', { accept: 'application/json' })).uri).toBe('/stations/DEMO-1');
  });

  test('a WebSocket is never the document', async () => {
    const handshake = { origin: ORIGIN, upgrade: 'websocket', accept: 'text/html' };
    expect((await passed('/', handshake)).uri).toBe('/');
  });

  test.each(['/api', '/ocpp', '/metrics'])('%s is no page', async (uri) => {
    expect((await passed(uri, html)).uri).toBe(uri);
  });

  test.each(['POST', 'PUT', 'DELETE', 'TRACE'])('%s is refused', async (method) => {
    const answer = await refused(method, '/');
    expect(answer.status).toBe('405');
    expect(answer.headers?.['allow']?.[0]?.value).toBe('GET, HEAD, OPTIONS');
  });
});

test('POST to the OCPP endpoint is refused', async () => {
  expect((await refused('POST', '/ocpp/DEMO-1')).status).toBe('405');
});

describe('malformed paths, signed in or not', () => {
  test.each([
    ['/ocpp/%zz', 'percent escape'],
    ['/%', 'percent escape'],
    ['/ocpp/%ff%fe', 'percent escape'],
    ['/a%00b', 'control character'],
    ['/a%0d%0aSet-Cookie:x', 'control character'],
    ['/..%5c..%5cetc', 'backslash'],
    ['/assets/../api/v1', 'dot segment'],
    ['/assets/%2e%2e/api/v1', 'dot segment'],
    ['/assets%2f..%2fapi', 'dot segment'],
  ])('%s is answered 400, naming the %s', async (uri, flaw) => {
    for (const who of [visitor, new Visitor(visitor.handler)]) {
      const answer = answered(await who.navigate(uri));
      expect(answer.status).toBe('400');
      expect(JSON.parse(answer.body ?? '')).toMatchObject({ status: 400, detail: expect.stringContaining(flaw) });
    }
  });
});

describe('hosts', () => {
  test.each([
    'other.example.com',
    'd111111abcdef8.cloudfront.net',
    `${HOST}.evil.example`,
    `${HOST}:8443`,
    `evil@${HOST}`,
    '',
    '\n',
  ])('a request for %j is answered 421: the distribution has other names too', async (host) => {
    expect(answered(await visitor.navigate('/', { host })).status).toBe('421');
  });

  test('upper case is the same host', async () => {
    expect((await passed('/', { host: HOST.toUpperCase() })).uri).toBe('/index.html');
  });

  test('on a laptop any port will do, and the scheme is the one that the edge was asked by', async () => {
    const handler = oidcEdge(provider, clock, { origins: ['http://localhost:*', 'https://localhost:*'] });
    for (const scheme of ['http', 'https']) {
      const headers = { host: 'localhost:8085', 'cloudfront-forwarded-proto': scheme };
      const location =
        answered(await new Visitor(handler).navigate('/', headers)).headers?.['location']?.[0]?.value ?? '';
      expect(new URL(location).searchParams.get('redirect_uri')).toBe(`${scheme}://localhost:8085/auth/callback`);
    }
    for (const host of ['idp.localhost:8085', 'localhost.evil.example:1', 'localhost:8085:1']) {
      expect(answered(await new Visitor(handler).navigate('/', { host })).status).toBe('421');
    }
  });
});

test('the event that came in is left as it was', async () => {
  const headers = headersOf({ host: HOST, cookie: [...visitor.cookies].map((pair) => pair.join('=')).join('; ') });
  const event = eventOf({ uri: '/api/v1/stations', headers });
  const before = structuredClone(event);
  expect(await visitor.handler(event)).toHaveProperty('uri');
  expect(event).toEqual(before);
});
