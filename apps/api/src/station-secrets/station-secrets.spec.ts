import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { basic } from '../../test/handshake.js';
import { rawUpgrade } from '../../test/raw-upgrade.js';
import type { UpgradeAnswer } from '../../test/raw-upgrade.js';
import { boot, TestStation } from '../../test/test-station.js';
import { Metrics } from '../metrics/metrics.js';
import { FailureLimit } from './failure-limit.js';
import { hashRandomSecret, hashSecret, matchesHash } from './secret-hash.js';
import { StationSecretsService } from './station-secrets.service.js';

const SECRET = 'a-secret-of-20-chars';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi('SQLite', { STATION_AUTH: 'required', UNKNOWN_STATIONS: 'refuse' });
});
afterAll(() => api.stop());

const rest = () => supertest(api.server);
const create = async (id: string, secret?: string): Promise<string> => {
  await rest().post('/api/v1/stations').send({ id }).expect(201);
  const path = `/api/v1/stations/${encodeURIComponent(id)}/secret`;
  if (secret !== undefined) await rest().put(path).send({ secret }).expect(204);
  return path;
};
/** The handshake's status and headers. */
const upgrade = (id: string, authorization?: string): Promise<UpgradeAnswer> =>
  rawUpgrade(
    api.origin,
    `/ocpp/${encodeURIComponent(id)}`,
    {
      'Sec-WebSocket-Protocol': 'ocpp1.6',
      ...(authorization === undefined ? {} : { Authorization: authorization }),
    },
    0,
  );

describe('HTTP Basic of stations (OCPP-J 1.6 §6.2)', () => {
  test('the right secret connects, also when it is asked again from memory', async () => {
    await create('CS-1', SECRET);
    for (let index = 0; index < 3; index += 1) expect((await upgrade('CS-1', basic('CS-1', SECRET))).status).toBe(101);
    expect((await rest().get('/api/v1/stations/CS-1').expect(200)).body.hasSecret).toBe(true);
    expect(JSON.stringify((await rest().get('/api/v1/stations/CS-1')).body)).not.toContain('scrypt');
  });

  test.each([
    ['no credentials', undefined],
    ['a wrong secret', basic('CS-2', 'wrong')],
    ["the secret under another station's name", basic('CS-1', SECRET)],
    ['an empty secret', basic('CS-2', '')],
    ['another scheme', 'Bearer abc'],
    ['no base64', 'Basic !!!'],
    ['no colon', `Basic ${Buffer.from('CS-2').toString('base64')}`],
  ])('%s → 401, with the challenge that makes a browser send them', async (_what, authorization) => {
    await rest().post('/api/v1/stations').send({ id: 'CS-2' });
    await rest().put('/api/v1/stations/CS-2/secret').send({ secret: SECRET }).expect(204);
    const answer = await upgrade('CS-2', authorization);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="OCPP", charset="UTF-8"');
  });

  test('a secret may contain colons, an identity letters of any script', async () => {
    await create('Säule 7', 'a:b:c:d:e:f:g:h:i');
    expect((await upgrade('Säule 7', basic('Säule 7', 'a:b:c:d:e:f:g:h:i'))).status).toBe(101);
  });

  test('a new secret ends the old one, also one that is remembered; one taken away admits nobody', async () => {
    const path = await create('CS-3', SECRET);
    expect((await upgrade('CS-3', basic('CS-3', SECRET))).status).toBe(101);
    const { body } = await rest().post(path).expect(201);
    expect(body.secret).toMatch(/^[\w-]{32}$/);
    expect((await upgrade('CS-3', basic('CS-3', SECRET))).status).toBe(401);
    expect((await upgrade('CS-3', basic('CS-3', body.secret))).status).toBe(101);
    await rest().delete(path).expect(204);
    expect((await upgrade('CS-3', basic('CS-3', body.secret))).status).toBe(401);
    await rest().put(path).send({ secret: 'too short' }).expect(400);
    await rest().put('/api/v1/stations/NOBODY/secret').send({ secret: SECRET }).expect(404);
  });

  test('STATION_AUTH=required: a station without a secret → 401; a demo station needs none', async () => {
    await create('CS-4');
    expect((await upgrade('CS-4')).status).toBe(401);
    const { body } = await rest().post('/api/v1/demo-sessions').expect(201);
    const demo = await TestStation.connect(api.origin, body.ocppPath);
    expect(await demo.call('BootNotification', boot)).toMatchObject({ status: 'Accepted' });
    await demo.close();
  });

  test('guessing is limited: 429 with Retry-After; who is known to be right still connects', async () => {
    await create('CS-5', SECRET);
    expect((await upgrade('CS-5', basic('CS-5', SECRET))).status).toBe(101);
    const guesses = await Promise.all(
      Array.from({ length: 20 }, (_, n) => upgrade('CS-5', basic('CS-5', `guess ${n}`))),
    );
    const statuses = guesses.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
    const limited = guesses.find(({ status }) => status === 429);
    expect(Number(limited?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await upgrade('CS-5', basic('CS-5', SECRET))).status).toBe(101);
    await create('CS-6', SECRET);
    expect((await upgrade('CS-6', basic('CS-6', SECRET))).status).toBe(101);
  });

  test('an unknown station is still told 404, not asked for a secret', async () => {
    expect((await upgrade('STRANGER', basic('STRANGER', SECRET))).status).toBe(404);
  });

  test('a key of 20 bytes that is set as hexadecimal digits admits as bytes and as text (OCPP-J 1.6 §6.2)', async () => {
    const key = 'FFFEFDFCFBFAF9F8F7F6F5F4F3F2F1F0EFEEEDEC';
    await create('KEY', key);
    for (const password of [Buffer.from(key, 'hex'), key, key.toLowerCase()]) {
      expect((await upgrade('KEY', basic('KEY', password))).status).toBe(101);
    }
    expect((await upgrade('KEY', basic('KEY', Buffer.alloc(20, 0xff)))).status).toBe(401);
  });

  test('a password in UTF-8', async () => {
    await create('UTF8', 'пароль-充電-äöü-0000');
    expect((await upgrade('UTF8', basic('UTF8', 'пароль-充電-äöü-0000'))).status).toBe(101);
    await rest().put('/api/v1/stations/UTF8/secret').send({ secret: 'with a space in it' }).expect(400);
    await rest()
      .put('/api/v1/stations/UTF8/secret')
      .send({ secret: `${'x'.repeat(16)}\u0007` })
      .expect(400);
  });
});

/** How many checks there were, by what they cost. */
async function checks(): Promise<Record<string, number>> {
  const metric = api.app.get(Metrics).registry.getSingleMetric('ocpp_secret_checks_total');
  const { values = [] } = (await metric?.get()) ?? {};
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels['how']), value]));
}

describe('10,000 reconnects do not melt the CPU', () => {
  const service = () => api.app.get(StationSecretsService);
  const since = async (before: Record<string, number>): Promise<Record<string, number>> =>
    Object.fromEntries(Object.entries(await checks()).map(([how, count]) => [how, count - (before[how] ?? 0)]));

  test('of stations whose secrets were right before: an HMAC each, and not one slow hash', async () => {
    const secretHash = await hashSecret(SECRET);
    const ids = Array.from({ length: 10 }, (_, index) => `FLEET-${index}`);
    const check = (id: string) => service().check(id, secretHash, basic(id, SECRET), '192.0.2.1');
    for (const id of ids) await check(id);
    const before = await checks();
    for (let round = 0; round < 1000; round += 1) await Promise.all(ids.map(check));
    expect(await since(before)).toEqual({ memory: 10_000, slow: 0, fast: 0 });
  });

  test('after a restart, with secrets that the API made: a fast hash each', async () => {
    const before = await checks();
    const all = Array.from({ length: 10_000 }, async (_, index) => {
      const id = `NEW-${index}`;
      const secretHash = hashRandomSecret(SECRET);
      return (await service().check(id, secretHash, basic(id, SECRET), '192.0.2.1')).kind;
    });
    expect(new Set(await Promise.all(all))).toEqual(new Set(['right']));
    expect(await since(before)).toEqual({ memory: 0, slow: 0, fast: 10_000 });
  });

  test('a station that tries again before it is answered costs no second slow hash', async () => {
    const secretHash = await hashSecret(SECRET);
    const before = await checks();
    const again = () => service().check('HASTY', secretHash, basic('HASTY', SECRET), '192.0.2.1');
    const kinds = (await Promise.all(Array.from({ length: 50 }, again))).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['right']));
    expect((await since(before))['slow']).toBe(1);
  });

  test('stations that come at once with right secrets use up no limit, however many', async () => {
    const limit = new FailureLimit(10, 60_000);
    for (let index = 0; index <= 100_000; index += 1) {
      limit.count(`CS-${index}`, 1e6);
      limit.forgive(`CS-${index}`, 1e6);
    }
    expect(limit.retryAfterS('CS-100001', 1e6)).toBe(0);
  });

  test('malformed credentials and those of another identity cost no hash at all', async () => {
    const secretHash = await hashSecret(SECRET);
    const before = await checks();
    for (const header of ['Basic !!!', 'Basic ', 'Bearer x', basic('OTHER', SECRET), undefined]) {
      expect(await service().check('CS-1', secretHash, header, '192.0.2.1')).toEqual({ kind: 'wrong' });
    }
    expect(await since(before)).toEqual({ memory: 0, slow: 0, fast: 0 });
  });
});

test('STATION_AUTH=optional: who has a secret must give it, who has none connects', async () => {
  const open = await startApi();
  try {
    const request = supertest(open.server);
    await request.post('/api/v1/stations').send({ id: 'SAFE' }).expect(201);
    await request.put('/api/v1/stations/SAFE/secret').send({ secret: SECRET }).expect(204);
    expect((await rawUpgrade(open.origin, '/ocpp/SAFE')).status).toBe(401);
    await (await TestStation.connect(open.origin, '/ocpp/FREE')).close();
  } finally {
    await open.stop();
  }
});

test('a hash tells right from wrong, has its own salt, and refuses what is none', async () => {
  const [one, two] = await Promise.all([hashSecret('x'), hashSecret('x')]);
  expect(one).not.toBe(two);
  expect(one).toMatch(/^scrypt\$16384\$8\$1\$/);
  expect(await matchesHash('x', one)).toBe(true);
  expect(await matchesHash('y', one)).toBe(false);
  expect(await matchesHash('x', 'plain')).toBe(false);
  const [three, four] = [hashRandomSecret('x'), hashRandomSecret('x')];
  expect(three).not.toBe(four);
  expect(three).not.toContain('x$');
  expect(await matchesHash('x', three)).toBe(true);
  expect(await matchesHash('y', three)).toBe(false);
  expect(await matchesHash('x', 'sha256$')).toBe(false);
});

test('a limit is for each key and window; beyond the most keys, one count for all', () => {
  const limit = new FailureLimit(2, 1000, 2);
  limit.count('a', 5000);
  limit.count('a', 5100);
  expect(limit.retryAfterS('a', 5200)).toBe(1);
  expect(limit.retryAfterS('b', 5200)).toBe(0);
  expect(limit.retryAfterS('a', 6000)).toBe(0);
  limit.count('a', 6000);
  limit.forgive('a', 6000);
  limit.forgive('b', 6000);
  for (const key of ['c', 'd', 'e', 'f']) limit.count(key, 6100);
  expect(limit.retryAfterS('c', 6200)).toBe(0);
  expect(limit.retryAfterS('g', 6200)).toBe(1);
});
