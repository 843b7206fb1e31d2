// The sign-out, here and at the issuer (OpenID Connect RP-Initiated Logout 1.0, RFC 7009, Cognito's own endpoint).
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Clock, oidcEdge, signedIn } from '../../../test/edge-under-test.js';
import type { Edge } from '../../../test/edge-under-test.js';
import { CLIENT_ID, FakeProvider } from '../../../test/fake-provider.js';
import { answered, locationOf, ORIGIN, passedOn, Visitor } from '../../../test/visitor.js';

const provider = new FakeProvider();
let clock: Clock;
let edge: Edge;
let log: string[];

beforeAll(() => provider.start());
afterAll(() => provider.stop());
beforeEach(() => {
  clock = new Clock();
  edge = { provider, clock, handler: oidcEdge(provider, clock) };
  provider.requests.length = 0;
  log = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => log.push(String(line)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  provider.broken.clear();
});

describe('the sign-out', () => {
  test('ends the session here and at the issuer, which learns whose it is, and withdraws the refresh token', async () => {
    const visitor = await signedIn(edge);
    const id = visitor.cookies.get('__Host-id');
    const url = new URL(locationOf(await visitor.navigate('/auth/logout', { 'sec-fetch-site': 'same-origin' })));
    expect(url.pathname).toBe('/end');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: CLIENT_ID,
      post_logout_redirect_uri: `${ORIGIN}/auth/signed-out`,
      id_token_hint: id,
    });
    expect(provider.revoked).toContain('refresh-1');
    expect(visitor.cookies.size).toBe(0);
    expect(answered(await visitor.call('GET', '/api/v1/stations')).status).toBe('401');
  });

  test('Cognito has an endpoint of its own', async () => {
    edge.handler = oidcEdge(provider, clock, { login: { logout: 'cognito' } });
    const visitor = await signedIn(edge);
    expect(visitor.cookies.has('__Host-id')).toBe(false);
    const url = new URL(locationOf(await visitor.navigate('/auth/logout')));
    expect(url.pathname).toBe('/logout');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: CLIENT_ID,
      logout_uri: `${ORIGIN}/auth/signed-out`,
    });
  });

  test('works here while the issuer is down, and where it has no such endpoint', async () => {
    const endpoints = {
      authorization: `${provider.issuer}/authorize`,
      token: `${provider.issuer}/token`,
      jwks: `${provider.issuer}/jwks`,
    };
    for (const handler of [oidcEdge(provider, clock, { login: { endpoints } }), oidcEdge(provider, clock)]) {
      const visitor = await signedIn({ ...edge, handler });
      provider.broken.add('/.well-known/openid-configuration');
      clock.passS(700);
      expect(locationOf(await visitor.navigate('/auth/logout'))).toBe(`${ORIGIN}/auth/signed-out`);
      expect(visitor.cookies.size).toBe(0);
      provider.broken.clear();
    }
  });

  test.each(['cross-site', 'same-site'])('from a %s link asks first', async (site) => {
    const visitor = await signedIn(edge);
    const answer = answered(await visitor.navigate('/auth/logout', { 'sec-fetch-site': site }));
    expect(answer).toMatchObject({ status: '200', body: expect.stringContaining('Sign out?') });
    passedOn(await visitor.navigate('/'));
  });

  test('the page after it needs no session', async () => {
    expect(answered(await new Visitor(edge.handler).navigate('/auth/signed-out')).body).toContain('You are signed out');
  });
});
