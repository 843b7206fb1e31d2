// Tokens and session cookies that open nothing.
import { createSign, createHmac, generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Clock, oidcEdge, SESSION_KEY, signedIn, signIn } from '../../../test/edge-under-test.js';
import type { Edge } from '../../../test/edge-under-test.js';
import { FakeProvider } from '../../../test/fake-provider.js';
import { answered, locationOf, passedOn, Visitor } from '../../../test/visitor.js';
import { sign } from '../secrets/mac.js';
import { readSession, writeSession } from '../session/session.js';

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

const statusOf = async (reply: Promise<Parameters<typeof answered>[0]>): Promise<string> =>
  answered(await reply).status;

describe('tokens that open nothing', () => {
  const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = (): object => ({
    iss: provider.issuer,
    sub: 'user-1',
    client_id: 'client-1',
    iat: clock.s,
    exp: clock.s + 3600,
  });
  const publicPem = (): string => Buffer.from(JSON.stringify(provider.publicJwk)).toString();

  /** A token as if the provider had given it, in a login or in a session that is signed for it. */
  const refusedTokens: [string, () => string | Promise<string>][] = [
    ['expired', () => provider.accessToken(clock.s, { iat: clock.s - 4000, exp: clock.s - 31 })],
    ['unsigned', async () => (await provider.accessToken(clock.s)).replace(/[^.]+$/, '')],
    ['alg none', () => `${b64({ alg: 'none' })}.${b64(claims())}.`],
    ['alg None', () => `${b64({ alg: 'None', kid: 'key-1' })}.${b64(claims())}.`],
    [
      'HS256 with the public key as its secret',
      () => {
        const text = `${b64({ alg: 'HS256', kid: provider.kid })}.${b64(claims())}`;
        return `${text}.${createHmac('sha256', publicPem()).update(text).digest('base64url')}`;
      },
    ],
    [
      'signed by another key under the same kid',
      () => {
        const text = `${b64({ alg: 'RS256', kid: provider.kid })}.${b64(claims())}`;
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        return `${text}.${createSign('sha256').update(text).sign(privateKey, 'base64url')}`;
      },
    ],
    ['for another audience', () => provider.accessToken(clock.s, { client_id: 'client-2' })],
    [
      'with the audience in another claim',
      () => provider.accessToken(clock.s, { client_id: undefined, aud: 'client-1' }),
    ],
    ['of another issuer', () => provider.accessToken(clock.s, { iss: 'https://evil.example' })],
    ['without issuer', () => provider.accessToken(clock.s, { iss: undefined })],
    ['without exp', () => provider.accessToken(clock.s, { exp: undefined })],
    ['without sub', () => provider.accessToken(clock.s, { sub: undefined })],
    ['good only in the future', () => provider.accessToken(clock.s, { nbf: clock.s + 600 })],
    ['an id token', () => provider.idToken(clock.s, undefined, { client_id: 'client-1', token_use: 'id' })],
    [
      'changed after it was signed',
      async () =>
        (await provider.accessToken(clock.s)).replace(/\.[^.]+\./, `.${b64({ ...claims(), sub: 'user-2' })}.`),
    ],
    ['no token at all', () => 'token'],
  ];

  test.each(refusedTokens)('%s: no session comes of it', async (_title, token) => {
    const { reply, visitor } = await signIn(edge, { accessToken: await token() });
    expect(answered(reply).status).toBe('403');
    expect([...visitor.cookies.keys()].filter((name) => name.startsWith('__Host-') && !name.includes('login'))).toEqual(
      [],
    );
  });

  test.each(refusedTokens)('%s: even a session that is signed for it does not get by', async (_title, token) => {
    const visitor = new Visitor(edge.handler);
    const access = await token();
    const session = {
      name: 'x',
      roles: [],
      startedAt: clock.s,
      expiresAt: clock.s + 3600,
      refreshAt: clock.s + 3000,
      tokens: { access },
    };
    for (const line of writeSession([SESSION_KEY], session, clock.s) ?? []) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
      if (value !== '' && !name.includes('just'))
        visitor.cookies.set(name, line.slice(name.length + 1).split(';')[0] ?? '');
    }
    expect(await statusOf(visitor.call('GET', '/api/v1/stations'))).toBe('401');
    expect(locationOf(await visitor.navigate('/'))).toMatch(`${provider.issuer}/authorize`);
  });

  test('stolen: a good token without the session that belongs to it', async () => {
    const victim = await signedIn(edge);
    const thief = new Visitor(edge.handler);
    for (const name of ['__Host-access', '__Host-refresh', '__Host-id'])
      thief.cookies.set(name, victim.cookies.get(name) ?? '');
    expect(await statusOf(thief.call('GET', '/api/v1/stations'))).toBe('401');
    expect(await statusOf(thief.call('POST', '/auth/refresh'))).toBe('401');
  });

  test('stolen: a good token under the session of somebody else', async () => {
    const [victim, thief] = [await signedIn(edge), await signedIn(edge, { access: { jti: 'another' } })];
    thief.cookies.set('__Host-access', victim.cookies.get('__Host-access') ?? '');
    expect(await statusOf(thief.call('GET', '/api/v1/stations'))).toBe('401');
    const other = await signedIn(edge, { refresh: 'refresh-2' });
    other.cookies.set('__Host-refresh', victim.cookies.get('__Host-refresh') ?? '');
    expect(await statusOf(other.call('POST', '/auth/refresh'))).toBe('401');
  });
});

describe('session cookies that open nothing', () => {
  const good = (): string =>
    sign([SESSION_KEY], 'session', { n: 'x', r: [], s: clock.s, e: clock.s + 60, f: clock.s + 50, t: {} });
  test.each<[string, () => string]>([
    ['empty', () => ''],
    ['of one part', () => 'abc'],
    ['of three parts', () => `${good()}.x`],
    ['with a cut MAC', () => good().slice(0, -1)],
    [
      'with another MAC',
      () =>
        good()
          .replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
          .replace(/\.../, '.zz'),
    ],
    [
      'signed with another key',
      () => sign(['another key that has more than 32 characters'], 'session', { s: clock.s, t: {} }),
    ],
    ['signed for another purpose', () => sign([SESSION_KEY], 'login abc', { s: clock.s, e: clock.s + 60, t: {} })],
    [
      'of the future',
      () => sign([SESSION_KEY], 'session', { s: clock.s + 4000, e: clock.s + 9000, f: 0, r: [], t: {} }),
    ],
    ['of no base64', () => '%%%.%%%'],
    ['very long', () => `${'A'.repeat(20_000)}.${'A'.repeat(43)}`],
  ])('%s', async (_title, value) => {
    const visitor = new Visitor(edge.handler);
    visitor.cookies.set('__Host-session', value());
    expect(await statusOf(visitor.call('GET', '/api/v1/stations'))).toBe('401');
    expect(await statusOf(visitor.navigate('/'))).toBe('302');
  });

  test('twice: whose it is cannot be told', async () => {
    const visitor = await signedIn(edge);
    const cookie = [...visitor.cookies, ['__Host-session', 'x']].map((pair) => pair.join('=')).join('; ');
    expect(await statusOf(visitor.call('GET', '/api/v1/stations', { cookie }))).toBe('401');
  });

  test('among hundreds of others it is still found; after a flood of them it is not, and nothing breaks', async () => {
    const visitor = await signedIn(edge);
    const own = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
    const others = Array.from({ length: 190 }, (_, index) => `c${index}=${index}`).join('; ');
    passedOn(await visitor.call('GET', '/api/v1/stations', { cookie: `${others}; ${own}` }));
    expect(await statusOf(visitor.call('GET', '/api/v1/stations', { cookie: `${others}; ${others}; ${own}` }))).toBe(
      '401',
    );
  });
});

test('what was written is read again, and a token that fits no cookie is refused', () => {
  const tokens = { access: 'a.b-c_d', refresh: 'r~+/=' };
  const session = { name: 'é', roles: ['viewer'], startedAt: 10, expiresAt: 50, refreshAt: 40, tokens };
  const lines = writeSession([SESSION_KEY], session, 10) ?? [];
  for (const line of lines)
    expect(line).toMatch(/^__Host-[\w.-]+=[^;]*; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Lax$/);
  const cookies = new Map(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).split(';')[0] ?? '']),
  );
  cookies.delete('__Host-id');
  expect(readSession([SESSION_KEY], cookies, 20)).toEqual(session);
  for (const access of ['a'.repeat(4090), 'a b', 'a;b', 'a,b', 'a"b', 'a\nb']) {
    expect(writeSession([SESSION_KEY], { ...session, tokens: { access } }, 10)).toBeNull();
  }
});
