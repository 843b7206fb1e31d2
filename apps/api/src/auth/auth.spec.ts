import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { handshake } from '../../test/handshake.js';
import type { Json } from '../../test/json.js';

const ROOT = 'root-key-of-more-than-32-characters';

/** Every operation of the API document, with its path filled in. */
async function operationsOf(api: ApiUnderTest): Promise<[string, string][]> {
  const { body } = await supertest(api.server)
    .get('/api/openapi.json')
    .set('Authorization', `Bearer ${ROOT}`)
    .expect(200);
  return Object.entries(body.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item).map((method): [string, string] => [method, path.replaceAll(/\{\w+\}/g, '1')]),
  );
}

describe('AUTH_MODE=api-key', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApi('SQLite', { AUTH_MODE: 'api-key', ROOT_API_KEY: ROOT });
  });
  afterAll(() => api.stop());

  const request = (method: string, path: string, token?: string) => {
    const asked = supertest(api.server)[method as 'get'](path);
    return token === undefined ? asked : asked.set('Authorization', `Bearer ${token}`);
  };
  const createKey = async (role: string, expiresAt?: string): Promise<Json> =>
    (
      await request('post', '/api/v1/api-keys', ROOT)
        .send({ name: `a ${role}`, role, expiresAt })
        .expect(201)
    ).body;

  test('every endpoint but health is guarded, also one that somebody adds tomorrow', async () => {
    const operations = await operationsOf(api);
    expect(operations.length).toBeGreaterThan(40);
    const open: string[] = [];
    for (const [method, path] of operations) {
      const { status, headers } = await request(method, path);
      if (status !== 401) open.push(path);
      else expect(headers['www-authenticate']).toBe('Bearer realm="CSMS API"');
    }
    expect(open.sort()).toEqual(['/health', '/health/live', '/health/ready']);
  });

  test.each(['/api/docs', '/api/docs/swagger-ui-init.js', '/api/openapi.json'])('%s is guarded too', async (path) => {
    await request('get', path)
      .expect(401)
      .expect('Content-Type', /problem\+json/);
    await request('get', path, ROOT).expect(200);
  });

  test('viewers read, operators change, admins make keys and secrets', async () => {
    const keys: Record<string, string> = {};
    for (const role of ['viewer', 'operator', 'admin']) keys[role] = (await createKey(role)).key;
    const statusOf = async (role: string, method: string, path: string, body?: object): Promise<number> =>
      (await request(method, path, keys[role]).send(body)).status;
    const station = (id: string) => ['post', '/api/v1/stations', { id }] as const;
    expect(await statusOf('viewer', 'get', '/api/v1/stations')).toBe(200);
    expect(await statusOf('viewer', ...station('V'))).toBe(403);
    expect(await statusOf('operator', ...station('O'))).toBe(201);
    expect(await statusOf('admin', ...station('A'))).toBe(201);
    for (const path of ['/api/v1/api-keys', '/api/v1/audit-entries']) {
      expect(await statusOf('operator', 'get', path)).toBe(403);
      expect(await statusOf('admin', 'get', path)).toBe(200);
    }
    expect(await statusOf('operator', 'post', '/api/v1/stations/O/secret')).toBe(403);
    expect(await statusOf('admin', 'post', '/api/v1/stations/O/secret')).toBe(201);
  });

  test('a key is shown once, stored as a hash, revoked at once, and expires', async () => {
    const { key, id } = await createKey('viewer');
    expect(key).toMatch(/^csk_[0-9a-f]{16}_[\w-]{43}$/);
    await request('get', '/api/v1/stations', key).expect(200);
    const { body } = await request('get', '/api/v1/api-keys', ROOT).expect(200);
    expect(body.items[0]).toMatchObject({ id, name: 'a viewer', role: 'viewer', revokedAt: null });
    const rows = await api.dataSource.query<object[]>('SELECT * FROM api_keys');
    for (const text of [JSON.stringify(body), JSON.stringify(rows)]) expect(text).not.toContain(key.slice(21));
    await request('delete', `/api/v1/api-keys/${id}`, ROOT).expect(204);
    await request('delete', `/api/v1/api-keys/${id}`, ROOT).expect(404);
    await request('get', '/api/v1/stations', key).expect(401);
    const old = await createKey('admin', '2020-01-01T00:00:00Z');
    await request('get', '/api/v1/stations', old.key).expect(401);
  });

  test.each([
    ['a wrong key', `csk_0123456789abcdef_${'x'.repeat(43)}`],
    ['nonsense', 'nonsense'],
    ['a token of nobody', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'],
  ])('%s → 401 with the reason', async (_what, token) => {
    const { headers } = await request('get', '/api/v1/stations', token)
      .expect(401)
      .expect('Content-Type', /problem\+json/);
    expect(headers['www-authenticate']).toBe('Bearer realm="CSMS API", error="invalid_token"');
  });

  test('a key whose secret is changed in one character is refused', async () => {
    const { key } = await createKey('viewer');
    const other = key.endsWith('A') ? 'B' : 'A';
    await request('get', '/api/v1/stations', `${key.slice(0, -1)}${other}`).expect(401);
  });

  test('who closes a transaction by hand is in the audit', async () => {
    const { key } = await createKey('operator');
    const start = { stationId: 'CS', connectorId: 1, idTag: 'T', idTagStatus: 'Accepted', meterStartWh: 0 };
    const now = new Date();
    await api.dataSource.getRepository('transactions').insert({ ...start, startedAt: now, startReceivedAt: now });
    await request('post', '/api/v1/transactions/1/close', key).send({ reason: 'lost' }).expect(200);
    const { body } = await request('get', '/api/v1/audit-entries', ROOT).expect(200);
    expect(body.items).toMatchObject([{ actor: 'api-key a operator', subject: 'transactions/1' }]);
  });

  test('a hundred failures in a minute: 429, while the right key still gets through', async () => {
    const statuses = new Set<number>();
    for (let index = 0; index < 110; index += 1) {
      statuses.add((await request('get', '/api/v1/stations', `guess-${index}`)).status);
    }
    expect([...statuses].sort()).toEqual([401, 429]);
    await request('get', '/api/v1/stations', ROOT).expect(200);
    await request('get', '/health/live').expect(200);
  });
});

describe('AUTH_MODE=oidc', () => {
  let api: ApiUnderTest;
  let provider: Server;
  let issuer: string;
  let key: CryptoKey;
  let stranger: CryptoKey;

  beforeAll(async () => {
    const pair = await generateKeyPair('RS256');
    key = pair.privateKey;
    stranger = (await generateKeyPair('RS256')).privateKey;
    const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
    provider = createServer((request, response) => {
      const isDiscovery = request.url === '/.well-known/openid-configuration';
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(isDiscovery ? { issuer, jwks_uri: `${issuer}/jwks` } : jwks));
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    api = await startApi('SQLite', {
      AUTH_MODE: 'oidc',
      ROOT_API_KEY: ROOT,
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: 'csms',
      OIDC_AUDIENCE_CLAIM: 'client_id',
      OIDC_ROLES_CLAIM: 'cognito:groups',
    });
  });
  afterAll(async () => {
    await api.stop();
    provider.close();
  });

  const claims = { client_id: 'csms', 'cognito:groups': ['viewer', 'other'] };
  const sign = (payload: object, by: CryptoKey | Uint8Array = key, alg = 'RS256', from = issuer): Promise<string> =>
    new SignJWT({ exp: Math.floor(Date.now() / 1000) + 60, ...payload })
      .setProtectedHeader({ alg, kid: 'k1' })
      .setIssuer(from)
      .setSubject('sub' in payload ? String(payload.sub) : 'user-1')
      .sign(by);
  const read = (token: string) => supertest(api.server).get('/api/v1/stations').set('Authorization', `Bearer ${token}`);

  test('a token of the provider reads as a viewer and may not change anything', async () => {
    const token = await sign(claims);
    await read(token).expect(200);
    const post = supertest(api.server).post('/api/v1/stations').set('Authorization', `Bearer ${token}`);
    await post.send({ id: 'X' }).expect(403);
  });

  test('the highest of its roles counts; roles may be one text; an API key works beside it', async () => {
    const token = await sign({ ...claims, 'cognito:groups': 'viewer admin' });
    const keys = supertest(api.server).get('/api/v1/api-keys');
    await keys.set('Authorization', `bearer ${token}`).expect(200);
    await read(ROOT).expect(200);
  });

  test('users are told apart by their subject: an e-mail address may be changed, or be of another before', async () => {
    const operator = { ...claims, 'cognito:groups': ['operator'], email: 'ann@example.com' };
    const [ann, other] = [await sign({ ...operator, sub: 'ann' }), await sign({ ...operator, sub: 'other' })];
    const post = supertest(api.server).post('/api/v1/stations').set('Authorization', `Bearer ${ann}`);
    expect((await post.send({ id: 'ANN-1' }).expect(201)).body.createdBy).toBe('oidc:ann');
    const connect = (token: string) =>
      handshake(api.origin, 'ANN-1', { headers: { Authorization: `Bearer ${token}`, Origin: api.origin } });
    expect((await connect(ann)).status).toBe(101);
    expect((await connect(other)).status).toBe(403);
    expect((await connect(await sign({ ...operator, email: 'new@example.com', sub: 'ann' }))).status).toBe(101);
    await read(await sign({ ...operator, sub: 'x'.repeat(256) })).expect(401);
  });

  const aMinuteAgo = Math.floor(Date.now() / 1000) - 60;
  test.each<[string, () => Promise<string>]>([
    ['another audience', () => sign({ ...claims, client_id: 'other' })],
    ['the audience in another claim', () => sign({ aud: 'csms', 'cognito:groups': ['admin'] })],
    ['none of our roles', () => sign({ ...claims, 'cognito:groups': ['administrators'] })],
    ['no roles', () => sign({ client_id: 'csms' })],
    ['an expired token', () => sign({ ...claims, exp: aMinuteAgo })],
    ['a token of the future', () => sign({ ...claims, nbf: aMinuteAgo + 3600 })],
    ['no expiry', () => sign({ ...claims, exp: undefined })],
    ['another issuer', () => sign(claims, key, 'RS256', 'http://evil.example')],
    ["a stranger's signature", () => sign(claims, stranger)],
    ['HMAC under a guessable key', () => sign(claims, new TextEncoder().encode('x'.repeat(32)), 'HS256')],
    ['no signature', async () => `${(await sign(claims)).split('.').slice(0, 2).join('.')}.`],
  ])('%s → 401', async (_what, token) => {
    await read(await token()).expect(401);
  });

  test('a provider that cannot be asked → 503, not 401: the token may be right', async () => {
    const lonely = await startApi('SQLite', {
      AUTH_MODE: 'oidc',
      OIDC_ISSUER: 'http://127.0.0.1:9',
      OIDC_AUDIENCE: 'csms',
    });
    try {
      const asked = supertest(lonely.server).get('/api/v1/stations');
      await asked.set('Authorization', `Bearer ${await sign(claims)}`).expect(503);
    } finally {
      await lonely.stop();
    }
  });
});

test('failed tokens are limited by the address that a trusted proxy names; right ones get through', async () => {
  const api = await startApi('SQLite', { AUTH_MODE: 'api-key', ROOT_API_KEY: ROOT, TRUSTED_PROXIES: 'loopback' });
  try {
    const statusFrom = async (address: string, token: string): Promise<number> => {
      const asked = supertest(api.server).get('/api/v1/stations').set('X-Forwarded-For', address);
      return (await asked.set('Authorization', `Bearer ${token}`)).status;
    };
    const statuses: number[] = [];
    for (let index = 0; index < 101; index += 1) statuses.push(await statusFrom('192.0.2.66', `guess-${index}`));
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    expect(await statusFrom('192.0.2.1', 'guess')).toBe(401);
    expect(await statusFrom('192.0.2.66', ROOT)).toBe(200);
  } finally {
    await api.stop();
  }
});

test('DEMO_SESSIONS=0 turns demo sessions off: 403', async () => {
  const api = await startApi('SQLite', { DEMO_SESSIONS: '0' });
  try {
    await supertest(api.server).post('/api/v1/demo-sessions').expect(403);
  } finally {
    await api.stop();
  }
});
