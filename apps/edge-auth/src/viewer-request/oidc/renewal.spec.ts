// Tokens are renewed before they end, and never in a circle.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Clock, giveTokens, oidcEdge, signedIn } from '../../../test/edge-under-test.js';
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

const statusOf = async (reply: Promise<Parameters<typeof answered>[0]>): Promise<string> =>
  answered(await reply).status;

describe('renewal', () => {
  const renewable = async (): Promise<Visitor> => {
    const visitor = await signedIn(edge);
    clock.passS(3301);
    giveTokens(provider, clock, undefined, { refresh: null });
    provider.requests.length = 0;
    return visitor;
  };

  test('a navigation before the end of the token is sent to where it is, with new tokens, once', async () => {
    const visitor = await renewable();
    const old = visitor.cookies.get('__Host-access');
    const reply = await visitor.navigate('/stations/X?a=1');
    expect(locationOf(reply)).toBe(`${ORIGIN}/stations/X?a=1`);
    expect(visitor.cookies.get('__Host-access')).not.toBe(old);
    expect(Object.fromEntries(provider.requests[0]?.form ?? [])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-1',
      client_id: 'client-1',
    });
    passedOn(await visitor.navigate('/stations/X?a=1'));
    expect(provider.requests).toHaveLength(1);
  });

  test('a request of a script goes on with the token as long as it is good, then is told to renew', async () => {
    const visitor = await renewable();
    passedOn(await visitor.call('GET', '/api/v1/stations'));
    clock.passS(300);
    const answer = answered(await visitor.call('GET', '/api/v1/stations'));
    expect(answer).toMatchObject({ status: '401', body: expect.stringContaining('POST /auth/refresh') });
    expect(await statusOf(visitor.call('GET', '/auth/session'))).toBe('401');
    expect(await statusOf(visitor.call('POST', '/auth/refresh'))).toBe('200');
    passedOn(await visitor.call('GET', '/api/v1/stations'));
    expect(await statusOf(visitor.call('GET', '/auth/session'))).toBe('200');
  });

  test('asked for early it changes nothing, and costs the provider nothing', async () => {
    const visitor = await signedIn(edge);
    provider.requests.length = 0;
    expect(await statusOf(visitor.call('POST', '/auth/refresh'))).toBe('200');
    expect(provider.requests).toHaveLength(0);
  });

  test('two at once ask the provider once: some end a session in which a refresh token comes twice', async () => {
    const visitor = await renewable();
    const copy = new Visitor(edge.handler);
    for (const pair of visitor.cookies) copy.cookies.set(...pair);
    const statuses = await Promise.all([visitor, copy].map((each) => statusOf(each.call('POST', '/auth/refresh'))));
    expect(statuses).toEqual(['200', '200']);
    expect(provider.requests).toHaveLength(1);
  });

  test('a rotated refresh token takes the place of the old one', async () => {
    const visitor = await renewable();
    giveTokens(provider, clock, undefined, { refresh: 'refresh-2' });
    await visitor.call('POST', '/auth/refresh');
    expect(visitor.cookies.get('__Host-refresh')).toBe('refresh-2');
    passedOn(await visitor.call('GET', '/api/v1/stations'));
  });

  test('refused by the provider: good until its end, then a new login, never a loop', async () => {
    const visitor = await renewable();
    provider.answer = () => ({ status: 400, body: { error: 'invalid_grant' } });
    passedOn(await visitor.navigate('/'));
    expect(await statusOf(visitor.call('POST', '/auth/refresh'))).toBe('401');
    clock.passS(300);
    const reply = await visitor.navigate('/');
    expect(locationOf(reply)).toMatch(`${provider.issuer}/authorize`);
    expect(visitor.cookies.has('__Host-session')).toBe(false);
  });

  test('the provider is down: good until its end, then a page that says so', async () => {
    const visitor = await renewable();
    provider.broken.add('/token');
    passedOn(await visitor.navigate('/'));
    clock.passS(300);
    const answer = answered(await visitor.navigate('/'));
    expect(answer).toMatchObject({ status: '503', body: expect.stringContaining('does not answer') });
    expect(visitor.cookies.has('__Host-session')).toBe(true);
  });

  test('tokens that are over at once send nobody round for ever', async () => {
    const visitor = await renewable();
    clock.passS(300);
    provider.answer = async () => ({
      status: 200,
      body: { access_token: await provider.accessToken(clock.s, { exp: clock.s - 1 }) },
    });
    expect(locationOf(await visitor.navigate('/'))).toBe(`${ORIGIN}/`);
    const answer = answered(await visitor.navigate('/'));
    expect(answer).toMatchObject({ status: '400', body: expect.stringContaining('came back without the session') });
  });

  test.each([
    ['somebody else’s token', async () => provider.accessToken(clock.s, { sub: 'user-2' }), 'a token of another user'],
    ['a token of another audience', async () => provider.accessToken(clock.s, { client_id: 'client-2' }), ''],
  ])('%s is not taken', async (_title, token) => {
    const visitor = await renewable();
    provider.answer = async () => ({
      status: 200,
      body: { access_token: await token(), id_token: await provider.idToken(clock.s, undefined) },
    });
    expect(await statusOf(visitor.call('POST', '/auth/refresh'))).toBe('403');
  });

  test('without a refresh token the end of the access token is the end of the session', async () => {
    const visitor = await signedIn(edge, { refresh: null });
    clock.passS(3301);
    passedOn(await visitor.navigate('/'));
    expect(await statusOf(visitor.call('POST', '/auth/refresh'))).toBe('200');
    clock.passS(300);
    expect(await statusOf(visitor.call('GET', '/api/v1/stations'))).toBe('401');
    expect(locationOf(await visitor.navigate('/'))).toMatch(`${provider.issuer}/authorize`);
  });
});
