// Who gets by: sessions, tokens, same-origin rules, renewals. Each case is an event as CloudFront sends it.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Clock, oidcEdge, SESSION_KEY, signedIn, signIn } from '../../../test/edge-under-test.js';
import type { Edge } from '../../../test/edge-under-test.js';
import { FakeProvider } from '../../../test/fake-provider.js';
import { answered, locationOf, ORIGIN, passedOn, Visitor } from '../../../test/visitor.js';

const provider = new FakeProvider();
let clock: Clock;
let edge: Edge;

beforeAll(() => provider.start());
afterAll(() => provider.stop());
beforeEach(() => {
  clock = new Clock();
  edge = { provider, clock, handler: oidcEdge(provider, clock) };
});
afterEach(() => provider.broken.clear());

const bearerOf = (visitor: Visitor): string => `Bearer ${visitor.cookies.get('__Host-access') ?? ''}`;
const statusOf = async (reply: Promise<Parameters<typeof answered>[0]>): Promise<string> =>
  answered(await reply).status;

describe('without a session', () => {
  test.each([
    '/',
    '/index.html',
    '/stations/X',
    '/assets/index-a.js',
    '/api/docs',
    '/api/v1/transactions.csv?a=1',
    '/auth',
    '/health',
  ])('a navigation to %s goes to the login, and would come back there', async (path) => {
    const { reply } = await signIn(edge, {}, path);
    expect(locationOf(reply)).toBe(`${ORIGIN}${path}`);
  });

  test.each(['/', '/assets/index-a.js', '/api/v1/stations', '/favicon.svg', '/health/ready', '/auth/session'])(
    'a script or a program that asks for %s is answered 401, not sent to a login page',
    async (path) => {
      const answer = answered(await new Visitor(edge.handler).call('GET', path));
      expect(answer).toMatchObject({ status: '401', headers: { 'cache-control': [{ value: 'no-store' }] } });
      expect(answer.headers?.['location']).toBeUndefined();
    },
  );

  test('neither an Authorization header nor a WebSocket gets by', async () => {
    const visitor = new Visitor(edge.handler);
    const authorization = `Bearer ${await provider.accessToken(clock.s)}`;
    expect(await statusOf(visitor.call('GET', '/api/v1/stations', { authorization }))).toBe('401');
    const handshake = { upgrade: 'websocket', 'sec-fetch-mode': 'websocket', authorization: 'Basic QTpi' };
    expect(await statusOf(visitor.call('GET', '/ocpp/DEMO-1', handshake))).toBe('401');
  });
});

describe('with a session', () => {
  test.each(['/api/v1/stations', '/health', '/api/docs'])(
    '%s gets the bearer token in place of what the client sent, and no cookie',
    async (path) => {
      const visitor = await signedIn(edge);
      const { headers } = passedOn(await visitor.call('GET', path, { authorization: 'Basic QTpi' }));
      expect(headers['authorization']).toEqual([{ key: 'Authorization', value: bearerOf(visitor) }]);
      expect(headers['cookie']).toBeUndefined();
    },
  );

  test('at the OCPP endpoint the station’s own credentials win', async () => {
    const visitor = await signedIn(edge);
    const handshake = { upgrade: 'websocket', 'sec-fetch-mode': 'websocket' };
    const plain = passedOn(await visitor.call('GET', '/ocpp/DEMO-1', handshake));
    expect(plain.headers['authorization']?.[0]?.value).toBe(bearerOf(visitor));
    const own = passedOn(await visitor.call('GET', '/ocpp/DEMO-1', { ...handshake, authorization: 'Basic QTpi' }));
    expect(own.headers['authorization']?.[0]?.value).toBe('Basic QTpi');
    // But not at a path that only looks like it.
    const other = passedOn(await visitor.call('GET', '/api/ocpp/DEMO-1', { authorization: 'Basic QTpi' }));
    expect(other.headers['authorization']?.[0]?.value).toBe(bearerOf(visitor));
  });

  test('the page’s files get no token', async () => {
    const visitor = await signedIn(edge);
    const { headers } = passedOn(await visitor.call('GET', '/assets/index-a.js', { authorization: 'Basic QTpi' }));
    expect(headers['authorization']).toBeUndefined();
  });

  test('query and escapes of the path stay as they are', async () => {
    const visitor = await signedIn(edge);
    expect(passedOn(await visitor.call('POST', '/api/v1/stations/A%2FB/commands?a=%zz&b=1'))).toMatchObject({
      method: 'POST',
      uri: '/api/v1/stations/A%2FB/commands',
      querystring: 'a=%zz&b=1',
    });
  });

  test('the page learns who is signed in and when to renew, and never sees a token', async () => {
    const visitor = await signedIn(edge);
    const answer = answered(await visitor.call('GET', '/auth/session'));
    expect(JSON.parse(answer.body ?? '')).toEqual({
      name: 'user@example.com',
      roles: ['operator'],
      expiresInS: 3600,
      refreshInS: 3300,
    });
  });

  test('it ends after twelve hours, whatever its tokens say', async () => {
    const visitor = await signedIn(edge, { access: { exp: clock.s + 100_000 } });
    clock.passS(43_199);
    passedOn(await visitor.call('GET', '/api/v1/stations'));
    clock.passS(1);
    expect(await statusOf(visitor.call('GET', '/api/v1/stations'))).toBe('401');
  });
});

describe('methods that change something', () => {
  const own = { origin: ORIGIN, 'sec-fetch-site': 'same-origin' };
  test.each<[string, Record<string, string>]>([
    ['Origin and Sec-Fetch-Site', own],
    ['Origin alone, from an old browser', { origin: ORIGIN }],
    ['Sec-Fetch-Site alone', { 'sec-fetch-site': 'same-origin' }],
  ])('pass from the page itself: %s', async (_title, headers) => {
    const visitor = await signedIn(edge);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      passedOn(await visitor.send(method, '/api/v1/stations', headers));
  });

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a foreign Origin that begins like ours', { origin: `${ORIGIN}.evil.example` }],
    ['our host over http', { origin: ORIGIN.replace('https', 'http') }],
    ['the opaque Origin', { origin: 'null' }],
    ['a neighbouring host', { ...own, 'sec-fetch-site': 'same-site' }],
    ['a foreign site that forged Origin', { ...own, 'sec-fetch-site': 'cross-site' }],
    ['a foreign Origin that forged Sec-Fetch-Site', { ...own, origin: 'https://evil.example' }],
    ['an address typed by hand', { 'sec-fetch-site': 'none' }],
  ])('are refused with %s', async (_title, headers) => {
    const visitor = await signedIn(edge);
    expect(await statusOf(visitor.send('POST', '/api/v1/demo-sessions', headers))).toBe('403');
    // A WebSocket is a GET that no CORS rule stops.
    expect(await statusOf(visitor.send('GET', '/ocpp/DEMO-1', { ...headers, upgrade: 'websocket' }))).toBe('403');
    expect(await statusOf(visitor.send('POST', '/auth/refresh', headers))).toBe('403');
  });
});

describe('the key of the session', () => {
  test('is taken from the secret, and the previous one is still good for what it signed', async () => {
    const visitor = await signedIn(edge);
    const secret = { sessionKey: 'a new key that has more than 32 characters', previousSessionKey: SESSION_KEY };
    visitor.handler = oidcEdge(provider, clock, { secret: async () => JSON.stringify(secret) });
    passedOn(await visitor.call('GET', '/api/v1/stations'));
    visitor.handler = oidcEdge(provider, clock, {
      secret: async () => JSON.stringify({ sessionKey: secret.sessionKey }),
    });
    expect(await statusOf(visitor.call('GET', '/api/v1/stations'))).toBe('401');
  });

  test('cannot be had any more after its time: nobody passes, also who was signed in', async () => {
    let there = true;
    const secret = async (): Promise<string> => {
      if (!there) throw new Error('deliberate');
      return JSON.stringify({ sessionKey: SESSION_KEY });
    };
    const visitor = await signedIn({ ...edge, handler: oidcEdge(provider, clock, { secret }) });
    there = false;
    clock.passS(899);
    passedOn(await visitor.call('GET', '/api/v1/stations'));
    clock.passS(1);
    expect(await statusOf(visitor.call('GET', '/api/v1/stations'))).toBe('503');
    there = true;
    passedOn(await visitor.call('GET', '/api/v1/stations'));
  });

  test.each(['', 'no JSON', '{}', '{"sessionKey":"short"}', '[]', 'null'])(
    'a secret of %j lets nobody pass, and is not told',
    async (text) => {
      const handler = oidcEdge(provider, clock, { secret: async () => text });
      const answer = answered(await new Visitor(handler).navigate('/'));
      expect(answer.status).toBe('503');
      expect(answer.body).toContain('its log says what is missing');
    },
  );
});

describe('the keys of the provider', () => {
  test('cannot be had any more after their time: nobody passes', async () => {
    const visitor = await signedIn(edge);
    for (const path of ['/jwks', '/.well-known/openid-configuration']) provider.broken.add(path);
    clock.passS(599);
    passedOn(await visitor.call('GET', '/api/v1/stations'));
    clock.passS(1);
    const answer = answered(await visitor.call('GET', '/api/v1/stations'));
    expect(answer.status).toBe('503');
    expect(answered(await visitor.navigate('/')).body).toContain('The identity provider does not answer');
    provider.broken.clear();
    passedOn(await visitor.call('GET', '/api/v1/stations'));
  });
});
