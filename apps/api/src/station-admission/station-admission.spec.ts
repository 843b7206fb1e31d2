// Users who connect stations, and pages that try to.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { basic, handshake } from '../../test/handshake.js';
import type { Json } from '../../test/json.js';

const SECRET = 'a-secret-of-20-chars';
const ROOT = 'root-key-of-more-than-32-characters';
const EVIL = 'https://evil.example';

async function createStation(api: ApiUnderTest, body: Json, token?: string): Promise<void> {
  const asked = supertest(api.server).post('/api/v1/stations');
  await (token === undefined ? asked : asked.set('Authorization', `Bearer ${token}`)).send(body).expect(201);
}

describe('a bearer token at /ocpp/{stationId}', () => {
  let api: ApiUnderTest;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    api = await startApi('SQLite', { AUTH_MODE: 'api-key', ROOT_API_KEY: ROOT, UNKNOWN_STATIONS: 'accept' });
    for (const [name, role] of Object.entries({ ann: 'operator', bob: 'operator', eve: 'viewer', root: 'admin' })) {
      const asked = supertest(api.server).post('/api/v1/api-keys').set('Authorization', `Bearer ${ROOT}`);
      keys[name] = (await asked.send({ name, role }).expect(201)).body.key;
    }
    await createStation(api, { id: 'ANN-1' }, keys['ann']);
  });
  afterAll(() => api.stop());

  const connect = (id: string, user: string | undefined, headers: Record<string, string> = {}) =>
    handshake(api.origin, id, {
      headers: { ...(user === undefined ? {} : { Authorization: `Bearer ${keys[user] ?? user}` }), ...headers },
    });
  const asUser = (user: string) => supertest.agent(api.server).set('Authorization', `Bearer ${keys[user]}`);

  test('connects a station that this user created, also one without a secret', async () => {
    expect((await connect('ANN-1', 'ann')).status).toBe(101);
    expect((await asUser('ann').get('/api/v1/stations/ANN-1')).body.createdBy).toMatch(/^api-key:/);
  });

  test("never somebody else's, whatever the role", async () => {
    for (const user of ['bob', 'root', ROOT]) {
      const answer = await connect('ANN-1', user);
      expect(answer).toMatchObject({ status: 403, detail: expect.stringMatching(/somebody else/) });
    }
  });

  test('a viewer connects none (403), a wrong token none either (401 with the challenge of stations)', async () => {
    expect((await connect('ANN-1', 'eve')).status).toBe(403);
    const wrong = await connect('ANN-1', 'nonsense');
    expect(wrong.status).toBe(401);
    expect(wrong.headers['www-authenticate']).toBe('Basic realm="OCPP", charset="UTF-8"');
    expect((await connect('ANN-1', undefined)).status).toBe(401);
  });

  test('a station that came by itself is nobody’s', async () => {
    await createStation(api, { id: 'ROOTS' }, ROOT);
    await asUser('root').put('/api/v1/stations/ROOTS/secret').send({ secret: SECRET }).expect(204);
    expect((await connect('ROOTS', 'ann')).status).toBe(403);
    const Authorization = basic('ROOTS', SECRET);
    expect((await handshake(api.origin, 'ROOTS', { headers: { Authorization } })).status).toBe(101);
  });

  test('an unknown one that may come at all becomes the user’s', async () => {
    expect((await connect('NEW-1', undefined)).status).toBe(401);
    expect((await connect('NEW-1', 'bob')).status).toBe(101);
    expect((await connect('NEW-1', 'ann')).status).toBe(403);
    expect((await connect('NEW-1', 'bob')).status).toBe(101);
  });

  test('Basic of the station wins: its secret decides, right or wrong', async () => {
    await asUser('root').put('/api/v1/stations/ANN-1/secret').send({ secret: SECRET }).expect(204);
    const by = (password: string) =>
      handshake(api.origin, 'ANN-1', { headers: { Authorization: basic('ANN-1', password) } });
    expect((await by('wrong')).status).toBe(401);
    expect((await by(SECRET)).status).toBe(101);
    expect((await connect('ANN-1', 'ann')).status).toBe(101);
  });

  test('does not stand for a client certificate', async () => {
    await createStation(api, { id: 'ROOT-3', minSecurityProfile: 3 }, keys['root']);
    expect((await connect('ROOT-3', 'root')).status).toBe(403);
  });

  test("a demo station: its name is enough, another visitor's token is not", async () => {
    const { body } = await asUser('ann').post('/api/v1/demo-sessions').expect(201);
    expect((await connect(body.stationId, undefined)).status).toBe(101);
    expect((await connect(body.stationId, 'ann')).status).toBe(101);
    expect((await connect(body.stationId, 'bob')).status).toBe(403);
  });

  test('a page of another origin does not use the login of the user', async () => {
    const own = new URL(api.origin).origin;
    expect((await connect('NEW-1', 'bob', { Origin: own })).status).toBe(101);
    expect((await connect('NEW-1', 'bob', { Origin: EVIL })).status).toBe(403);
  });
});

describe('a page of another origin, without auth on loopback', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApi('SQLite', { ALLOWED_ORIGINS: 'https://simulator.example' });
    await createStation(api, { id: 'OPEN' });
    await createStation(api, { id: 'SAFE' });
    await supertest(api.server).put('/api/v1/stations/SAFE/secret').send({ secret: SECRET }).expect(204);
  });
  afterAll(() => api.stop());

  const statusFrom = async (Origin: string, id: string, headers: Record<string, string> = {}): Promise<number> =>
    (await handshake(api.origin, id, { headers: { Origin, ...headers } })).status;

  test('connects no station that needs no secret, known or not', async () => {
    for (const origin of [EVIL, 'null', 'http://127.0.0.1:1']) {
      expect(await statusFrom(origin, 'OPEN')).toBe(403);
      expect(await statusFrom(origin, 'NEW')).toBe(403);
    }
    await supertest(api.server).get('/api/v1/stations/NEW').expect(404);
  });

  test('is asked for the secret where there is one, and connects with it: Basic in the URL of another page', async () => {
    expect(await statusFrom(EVIL, 'SAFE')).toBe(401);
    expect(await statusFrom(EVIL, 'SAFE', { Authorization: basic('SAFE', 'wrong') })).toBe(401);
    expect(await statusFrom(EVIL, 'SAFE', { Authorization: basic('SAFE', SECRET) })).toBe(101);
  });

  test('connects a demo station, whose name is a secret', async () => {
    const { body } = await supertest(api.server).post('/api/v1/demo-sessions').expect(201);
    expect(await statusFrom(EVIL, body.stationId)).toBe(101);
  });

  test('the own page, an allowed one and stations (no Origin) connect; a bearer token says nothing', async () => {
    expect(await statusFrom(api.origin, 'OPEN')).toBe(101);
    expect(await statusFrom('https://simulator.example', 'OPEN')).toBe(101);
    expect((await handshake(api.origin, 'OPEN')).status).toBe(101);
    expect(await statusFrom(EVIL, 'OPEN', { Authorization: 'Bearer x' })).toBe(403);
  });

  test('DNS rebinding: a name that was made to point here is another origin', async () => {
    const rebound = { Host: 'evil.example:3000' };
    expect(await statusFrom('http://evil.example:3000', 'OPEN', rebound)).toBe(403);
  });
});

test('failed attempts are counted by the address that a trusted proxy names', async () => {
  const api = await startApi('SQLite', { TRUSTED_PROXIES: 'loopback' });
  try {
    await createStation(api, { id: 'CS-1' });
    await supertest(api.server).put('/api/v1/stations/CS-1/secret').send({ secret: SECRET }).expect(204);
    const from = async (address: string, password: string): Promise<number> => {
      const headers = { Authorization: basic('CS-1', password), 'X-Forwarded-For': address };
      return (await handshake(api.origin, 'CS-1', { headers })).status;
    };
    const guesses = await Promise.all(Array.from({ length: 15 }, (_, n) => from('192.0.2.66', `guess ${n}`)));
    expect(guesses).toContain(429);
    expect(await from('192.0.2.66', SECRET)).toBe(429);
    expect(await from('192.0.2.1', SECRET)).toBe(101);
  } finally {
    await api.stop();
  }
});
