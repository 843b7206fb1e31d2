// To the provider and back (OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9207), and what may go wrong on the way.
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Clock, giveTokens, oidcEdge, SESSION_KEY, signedIn, signIn } from '../../../test/edge-under-test.js';
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

const callback = (parameters: Record<string, string> | string): string =>
  `/auth/callback?${new URLSearchParams(parameters).toString()}`;

async function started(path = '/'): Promise<{ visitor: Visitor; url: URL; state: string }> {
  const visitor = new Visitor(edge.handler, clock);
  const url = new URL(locationOf(await visitor.navigate(path)));
  giveTokens(provider, clock, url.searchParams.get('nonce') ?? undefined);
  return { visitor, url, state: url.searchParams.get('state') ?? '' };
}

describe('the way to the provider', () => {
  test('has all that the protocol asks for, and PKCE', async () => {
    const { visitor, url, state } = await started('/stations/X?a=1');
    expect(`${url.origin}${url.pathname}`).toBe(`${provider.issuer}/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: `${ORIGIN}/auth/callback`,
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{22}$/),
      nonce: expect.stringMatching(/^[\w-]{22}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    const reply = await visitor.navigate(callback({ code: 'code-1', state }));
    expect(locationOf(reply)).toBe(`${ORIGIN}/stations/X?a=1`);
    const form = Object.fromEntries(provider.requests[0]?.form ?? []);
    expect(form).toEqual({
      grant_type: 'authorization_code',
      code: 'code-1',
      redirect_uri: `${ORIGIN}/auth/callback`,
      client_id: CLIENT_ID,
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
    });
    const verifier = String(form['code_verifier']);
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(url.searchParams.get('code_challenge'));
    expect([...visitor.cookies.keys()].toSorted()).toEqual([
      '__Host-access',
      '__Host-id',
      '__Host-just-signed-in',
      '__Host-refresh',
      '__Host-session',
    ]);
  });

  test('further parameters are sent, but none of ours is replaced', async () => {
    const authorizationParameters = { resource: 'urn:api', client_id: 'other', state: 'fixed' };
    edge.handler = oidcEdge(provider, clock, { login: { authorizationParameters } });
    const { url } = await started();
    expect(url.searchParams.get('resource')).toBe('urn:api');
    expect(url.searchParams.get('client_id')).toBe(CLIENT_ID);
    expect(url.searchParams.get('state')).not.toBe('fixed');
  });

  test('endpoints that were baked in are not asked for', async () => {
    const endpoints = {
      authorization: 'https://login.example/authorize',
      token: `${provider.issuer}/token`,
      jwks: `${provider.issuer}/jwks`,
    };
    provider.broken.add('/.well-known/openid-configuration');
    edge.handler = oidcEdge(provider, clock, { login: { endpoints } });
    const { visitor } = await signIn(edge);
    passedOn(await visitor.navigate('/'));
  });

  test('issuer and client may come from the secret, since a deployment may know them last', async () => {
    const secret = async (): Promise<string> =>
      JSON.stringify({ sessionKey: SESSION_KEY, issuer: provider.issuer, clientId: CLIENT_ID });
    edge.handler = oidcEdge(provider, clock, { login: { issuer: undefined, clientId: undefined }, secret });
    passedOn(await (await signedIn(edge)).navigate('/'));
  });

  test.each([
    ['basic', `Basic ${Buffer.from('client-1:s%2F+e%3Acret').toString('base64')}`, null],
    ['post', undefined, 's/ e:cret'],
  ] as const)('a client secret is sent by %s', async (clientAuthentication, authorization, inForm) => {
    const secret = async (): Promise<string> => JSON.stringify({ sessionKey: SESSION_KEY, clientSecret: 's/ e:cret' });
    edge.handler = oidcEdge(provider, clock, { login: { clientAuthentication }, secret });
    await signedIn(edge);
    expect(provider.requests[0]?.authorization).toBe(authorization);
    expect(provider.requests[0]?.form.get('client_secret')).toBe(inForm);
  });
});

describe('the way back', () => {
  test('in a browser that began no login opens nothing, and the code is not used', async () => {
    const { state } = await started();
    const stranger = new Visitor(edge.handler, clock);
    const answer = answered(await stranger.navigate(callback({ code: 'code-1', state })));
    expect(answer).toMatchObject({ status: '400', body: expect.stringContaining('This browser began no sign-in') });
    expect(provider.requests).toHaveLength(0);
    expect(stranger.cookies.size).toBe(0);
  });

  test.each<[string, (state: string) => string]>([
    ['no state', () => 'code=1'],
    ['an empty state', () => 'code=1&state='],
    ['a state of another form', () => 'code=1&state=__proto__'],
    ['two states', (state) => `code=1&state=${state}&state=${state}`],
    ['nothing', () => ''],
  ])('with %s is refused', async (_title, query) => {
    const { visitor, state } = await started();
    expect(answered(await visitor.navigate(`/auth/callback?${query(state)}`)).status).toBe('400');
  });

  test.each<[string, (state: string) => string]>([
    ['no code', (state) => `state=${state}`],
    ['two codes', (state) => `state=${state}&code=1&code=2`],
    ['another issuer', (state) => `state=${state}&code=1&iss=https://evil.example`],
  ])('with %s is refused, and the attempt is over', async (_title, query) => {
    const { visitor, state } = await started();
    expect(answered(await visitor.navigate(`/auth/callback?${query(state)}`)).status).toBe('400');
    expect(visitor.cookies.size).toBe(0);
    expect(provider.requests).toHaveLength(0);
  });

  test('with our issuer named (RFC 9207) is taken', async () => {
    const { visitor, state } = await started();
    expect(locationOf(await visitor.navigate(callback({ code: '1', state, iss: provider.issuer })))).toBe(`${ORIGIN}/`);
  });

  test('a state cookie that was changed, or taken from another attempt, is none', async () => {
    const { visitor, state } = await started();
    const name = `__Host-login.${state}`;
    const other = await started();
    for (const value of [
      `${visitor.cookies.get(name) ?? ''}A`,
      other.visitor.cookies.get(`__Host-login.${other.state}`) ?? '',
      '',
    ]) {
      visitor.cookies.set(name, value);
      expect(answered(await visitor.navigate(callback({ code: '1', state }))).status).toBe('400');
    }
  });

  test('after ten minutes is too late, and says so', async () => {
    const { visitor, state } = await started();
    const kept = new Map(visitor.cookies);
    clock.passS(601);
    const slow = new Visitor(edge.handler, { s: 0 });
    for (const pair of kept) slow.cookies.set(...pair);
    const answer = answered(await slow.navigate(callback({ code: '1', state })));
    expect(answer).toMatchObject({ status: '400', body: expect.stringContaining('longer than 10 minutes') });
  });

  test('a second time goes to the page where the first one signed in, and is refused elsewhere', async () => {
    const { visitor, state } = await started('/stations/X');
    await visitor.navigate(callback({ code: '1', state }));
    expect(locationOf(await visitor.navigate(callback({ code: '1', state })))).toBe(`${ORIGIN}/`);
    expect(provider.requests).toHaveLength(1);
  });

  test('several tabs sign in at once, each coming back to where it was', async () => {
    const { visitor, url, state } = await started('/stations/1');
    const second = new URL(locationOf(await visitor.navigate('/stations/2')));
    for (const [tab, path] of [
      [second, '/stations/2'],
      [url, '/stations/1'],
    ] as const) {
      giveTokens(provider, clock, tab.searchParams.get('nonce') ?? undefined);
      const reply = await visitor.navigate(callback({ code: '1', state: tab.searchParams.get('state') ?? '' }));
      expect(locationOf(reply)).toBe(`${ORIGIN}${path}`);
    }
    expect(state).not.toBe(second.searchParams.get('state'));
  });

  test('logins that nobody finishes do not fill the browser', async () => {
    const visitor = new Visitor(edge.handler, clock);
    for (let index = 0; index < 40; index += 1) {
      await visitor.navigate('/');
      expect(visitor.cookies.size).toBeLessThanOrEqual(6);
    }
  });

  test('what the provider says is shown as text, in a browser that began a login only', async () => {
    const said = { error: 'access_denied', error_description: '<script>alert(1)</script>' };
    const { visitor, state } = await started();
    const answer = answered(await visitor.navigate(callback({ ...said, state })));
    expect(answer.status).toBe('403');
    expect(answer.body).toContain('access_denied: &#60;script&#62;alert(1)');
    expect(answered(await new Visitor(edge.handler).navigate(callback({ ...said, state }))).body).not.toContain(
      'access_denied',
    );
  });

  test.each<[string, object, string]>([
    ['another nonce', { nonce: 'of another login' }, 'id token of another login'],
    ['no nonce', { nonce: undefined }, 'id token of another login'],
    ['another audience', { aud: 'client-2' }, 'id token for another client'],
    ['several audiences and no party', { aud: [CLIENT_ID, 'client-2'] }, 'id token for another party'],
    ['another party', { aud: [CLIENT_ID, 'client-2'], azp: 'client-2' }, 'id token for another party'],
    ['another issuer', { iss: 'https://evil.example' }, 'iss'],
    ['no expiry', { exp: undefined }, 'exp'],
    ['another person than the access token', { sub: 'user-2' }, 'tokens of two people'],
  ])('an id token with %s is refused', async (_title, id, reason) => {
    const { reply, visitor } = await signIn(edge, { id });
    expect(answered(reply)).toMatchObject({ status: '403', body: expect.stringContaining(reason) });
    expect(visitor.cookies.has('__Host-session')).toBe(false);
  });

  test.each<[string, { access?: object; id?: object }]>([
    ['an id token that is over', { id: { iat: -4000, exp: -100 } }],
    ['an id token of the future', { id: { iat: 600, exp: 4000 } }],
    ['an access token that is over', { access: { iat: -4000, exp: -100 } }],
    ['an access token of the future', { access: { nbf: 600 } }],
  ])('a clock that is off: %s is refused, and the page says that it is the clocks', async (_title, offsets) => {
    const at = (claims: object = {}): object =>
      Object.fromEntries(Object.entries(claims).map(([name, offset]) => [name, clock.s + Number(offset)]));
    const { reply } = await signIn(edge, { id: at(offsets.id), access: at(offsets.access) });
    expect(answered(reply)).toMatchObject({ status: '403', body: expect.stringContaining('The clocks do not agree') });
  });

  test('clocks that differ by some seconds are forgiven', async () => {
    const { reply } = await signIn(edge, { id: { iat: clock.s + 20 }, access: { iat: clock.s + 20 } });
    expect(answered(reply).status).toBe('302');
  });

  test('a token that fits no cookie is refused at once: the browser would drop it and come back for ever', async () => {
    const { reply } = await signIn(edge, { access: { filling: 'x'.repeat(4000) } });
    expect(answered(reply)).toMatchObject({ status: '403', body: expect.stringContaining('4096 bytes') });
  });

  test('a code that the provider refuses is told apart from a provider that is down', async () => {
    const { visitor, state } = await started();
    provider.answer = () => ({ status: 400, body: { error: 'invalid_grant', error_description: 'x' } });
    expect(answered(await visitor.navigate(callback({ code: '1', state })))).toMatchObject({
      status: '401',
      body: expect.stringContaining('did not accept it (invalid_grant)'),
    });
    provider.answer = () => ({ status: 502, body: 'no JSON' });
    expect(answered(await visitor.navigate(callback({ code: '1', state }))).status).toBe('503');
  });

  test('answers without tokens are refused', async () => {
    for (const body of [{}, { access_token: 1, id_token: 2 }, { access_token: await provider.accessToken(clock.s) }]) {
      const { visitor, state } = await started();
      provider.answer = () => ({ status: 200, body });
      expect(answered(await visitor.navigate(callback({ code: '1', state }))).status).toBe('403');
    }
  });

  test('a key that the provider changed meanwhile is fetched', async () => {
    await signedIn(edge);
    await provider.rotateKey('key-2');
    clock.passS(700);
    await signedIn(edge);
  });
});

test('a browser that keeps no cookies is told so, and is not sent round', async () => {
  const visitor = new Visitor(edge.handler, clock, false);
  const url = new URL(locationOf(await visitor.navigate('/')));
  const answer = answered(await visitor.navigate(callback({ code: '1', state: url.searchParams.get('state') ?? '' })));
  expect(answer).toMatchObject({ status: '400', body: expect.stringContaining('keeps no cookies') });
});

test('a browser that loses the session after the login is told so, once', async () => {
  const visitor = await signedIn(edge);
  visitor.cookies.delete('__Host-access');
  expect(answered(await visitor.navigate('/'))).toMatchObject({
    status: '400',
    body: expect.stringContaining('came back without'),
  });
  expect(locationOf(await visitor.navigate('/'))).toContain('/authorize');
});

test.each([
  ['POST', '/auth/callback', '405'],
  ['POST', '/auth/logout', '405'],
  ['DELETE', '/auth/session', '405'],
  ['GET', '/auth/refresh', '405'],
  ['GET', '/auth/', '404'],
  ['GET', '/auth/login', '404'],
  ['GET', '/auth/callback/', '404'],
])('%s %s is answered %s, with a session or without, and reaches no origin', async (method, path, status) => {
  for (const visitor of [await signedIn(edge), new Visitor(edge.handler)]) {
    expect(answered(await visitor.call(method, path)).status).toBe(status);
  }
});

test('a path of the login is the same path when it is spelt with escapes', async () => {
  const visitor = await signedIn(edge);
  expect(answered(await visitor.call('GET', '/auth/%73ession')).status).toBe('200');
  expect(answered(await new Visitor(edge.handler).navigate('/%61uth/callback')).status).toBe('400');
});

test('a provider that is down: the way in says so, and says it again without asking for long', async () => {
  const down = new FakeProvider();
  await down.start();
  down.stop();
  const visitor = new Visitor(oidcEdge(down, clock));
  const answer = answered(await visitor.navigate('/'));
  expect(answer).toMatchObject({
    status: '503',
    body: expect.stringContaining('The identity provider does not answer'),
  });
  expect(answered(await visitor.call('GET', '/api/v1/stations')).status).toBe('401');
});

test('a provider that names another issuer is none of ours', async () => {
  const other = await new FakeProvider().start();
  const discovery = other.discovery();
  other.discovery = () => ({ ...discovery, issuer: 'https://evil.example' });
  expect(answered(await new Visitor(oidcEdge(other, clock)).navigate('/')).status).toBe('503');
  other.discovery = () => ({ issuer: other.issuer });
  expect(answered(await new Visitor(oidcEdge(other, clock)).navigate('/')).status).toBe('503');
  other.stop();
});

test('nothing secret is logged, whatever goes wrong', async () => {
  const { visitor } = await signIn(edge, { access: { client_id: 'client-2' } }, '/stations/SECRET-PATH?q=SECRET-QUERY');
  const { visitor: second, state } = await started();
  provider.answer = () => ({ status: 400, body: { error: 'invalid_grant' } });
  await second.navigate(callback({ code: 'SECRET-CODE', state }));
  await second.navigate(callback({ code: 'SECRET-CODE', state: 'SECRET-STATE' }));
  await visitor.call('POST', '/auth/refresh');
  const text = log.join('');
  expect(text).toContain('invalid_grant');
  const secrets = ['SECRET', SESSION_KEY, state, 'refresh-1', 'eyJ', 'user@example.com', ...visitor.cookies.values()];
  for (const secret of secrets) expect(text).not.toContain(secret);
});
