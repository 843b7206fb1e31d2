// The variant for a sandbox without an identity provider (RFC 7617).
import { scryptSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { basicEdge, Clock } from '../../../test/edge-under-test.js';
import { answered, locationOf, ORIGIN, passedOn, Visitor } from '../../../test/visitor.js';

const PASSWORD = 'a word: with colons é';
const hashOf = (password: string): string => {
  const salt = Buffer.alloc(16, 7);
  const hash = scryptSync(password, salt, 32, { N: 2 ** 10, r: 8, p: 1 });
  return `scrypt$10$8$1$${salt.toString('base64url')}$${hash.toString('base64url')}`;
};
const users = { tester: hashOf(PASSWORD) };
const basic = (name: string, password: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

let clock: Clock;
let visitor: Visitor;
beforeEach(() => {
  clock = new Clock();
  visitor = new Visitor(basicEdge(clock, { users, apiKey: 'csk_key' }), clock);
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function signIn(path = '/'): Promise<void> {
  const login = locationOf(await visitor.navigate(path));
  const checked = locationOf(await visitor.navigate(login, basic('tester', PASSWORD)));
  expect(locationOf(await visitor.navigate(checked))).toBe(`${ORIGIN}${path}`);
}

test('the password is asked for at one path only, so that the browser sends it nowhere else', async () => {
  const login = locationOf(await visitor.navigate('/stations/X?a=1'));
  expect(login).toBe(`${ORIGIN}/auth/callback?return=%2Fstations%2FX%3Fa%3D1`);
  const answer = answered(await visitor.navigate(login));
  expect(answer.status).toBe('401');
  expect(answer.headers?.['www-authenticate']).toEqual([{ value: 'Basic realm="Simulator", charset="UTF-8"' }]);
});

test('after it a session does, and the API gets its own key', async () => {
  await signIn('/stations/X?a=1');
  const { headers } = passedOn(await visitor.call('GET', '/api/v1/stations', basic('tester', 'other')));
  expect(headers['authorization']?.[0]?.value).toBe('Bearer csk_key');
  const own = passedOn(await visitor.call('GET', '/ocpp/A', { upgrade: 'websocket', ...basic('A', 'secret') }));
  expect(own.headers['authorization']?.[0]?.value).toBe(basic('A', 'secret').authorization);
  expect(JSON.parse(answered(await visitor.call('GET', '/auth/session')).body ?? '')).toMatchObject({
    name: 'tester',
    expiresInS: 43_200,
    refreshInS: null,
  });
  clock.passS(43_200);
  expect(answered(await visitor.call('GET', '/api/v1/stations')).status).toBe('401');
});

test.each([
  ['a wrong password', basic('tester', 'wrong')],
  ['an unknown user', basic('nobody', PASSWORD)],
  ['a user of the language', basic('__proto__', '')],
  ['no password', { authorization: `Basic ${Buffer.from('tester').toString('base64')}` }],
  ['a bearer token', { authorization: `Bearer ${PASSWORD}` }],
  ['no base64', { authorization: 'Basic ***' }],
  ['nothing behind the scheme', { authorization: 'Basic ' }],
  ['a very long one', { authorization: `Basic ${'A'.repeat(5000)}` }],
])('%s is asked again', async (_title, headers) => {
  const answer = answered(await visitor.navigate('/auth/callback?return=/', headers));
  expect(answer.status).toBe('401');
  expect(answer.headers?.['www-authenticate']).toBeDefined();
  expect(visitor.cookies.size).toBe(0);
});

test('credentials at any other path open nothing', async () => {
  expect(locationOf(await visitor.navigate('/', basic('tester', PASSWORD)))).toContain('/auth/callback');
  expect(answered(await visitor.call('GET', '/api/v1/stations', basic('tester', PASSWORD))).status).toBe('401');
});

test.each(['//evil.example', '/%2fevil.example', 'https://evil.example', '/\\evil.example', '/a\r\nb', '/auth/logout'])(
  'a return to %j leads to the front page',
  async (path) => {
    await signIn();
    const target = `/auth/callback?${new URLSearchParams({ return: path }).toString()}`;
    expect(locationOf(await visitor.navigate(target))).toBe(`${ORIGIN}/`);
  },
);

test('a browser that keeps no cookies is asked, and never sent round without an end', async () => {
  visitor.keepsCookies = false;
  let to = '/';
  let rounds = 0;
  for (let reply = await visitor.navigate(to); ; rounds += 1) {
    if (answered(reply).status !== '302' || rounds > 10) break;
    to = locationOf(reply);
    reply = await visitor.navigate(to, to.includes('/auth/') ? basic('tester', PASSWORD) : {});
  }
  expect(rounds).toBeLessThan(5);
});

test('the sign-out ends the session', async () => {
  await signIn();
  expect(locationOf(await visitor.navigate('/auth/logout'))).toBe(`${ORIGIN}/auth/signed-out`);
  expect(visitor.cookies.size).toBe(0);
  expect(answered(await visitor.navigate('/auth/signed-out')).body).toContain('until it is closed');
});

describe('a secret that is not ready', () => {
  test.each<[string, object]>([
    ['no users', {}],
    ['a hash of another form', { users: { tester: 'plain' } }],
  ])('%s: nobody gets in', async (_title, secret) => {
    visitor.handler = basicEdge(clock, secret);
    const answer = answered(await visitor.navigate('/auth/callback', basic('tester', PASSWORD)));
    expect(['401', '503']).toContain(answer.status);
    expect(visitor.cookies.size).toBe(0);
  });
});
