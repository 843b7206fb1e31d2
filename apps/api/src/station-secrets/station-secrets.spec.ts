import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { rawUpgrade } from '../../test/raw-upgrade.js';
import type { UpgradeAnswer } from '../../test/raw-upgrade.js';
import { boot, TestStation } from '../../test/test-station.js';
import { FailureLimit } from './failure-limit.js';
import { hashSecret, matchesHash } from './secret-hash.js';

const SECRET = 'a-secret-of-20-chars';
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

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

  test('connections of a station that is known to be right cost no slow hash', async () => {
    await create('FAST', SECRET);
    await upgrade('FAST', basic('FAST', SECRET));
    const before = process.cpuUsage();
    for (let index = 0; index < 20; index += 1) await upgrade('FAST', basic('FAST', SECRET));
    const { user, system } = process.cpuUsage(before);
    // A slow hash takes some 30 ms of CPU; a handshake some two or three.
    expect((user + system) / 1000 / 20).toBeLessThan(20);
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
});

test('a limit is for each key and window; beyond the most keys, one count for all', () => {
  const limit = new FailureLimit(2, 1000, 2);
  limit.count('a', 5000);
  limit.count('a', 5100);
  expect(limit.retryAfterS('a', 5200)).toBe(1);
  expect(limit.retryAfterS('b', 5200)).toBe(0);
  expect(limit.retryAfterS('a', 6000)).toBe(0);
  for (const key of ['c', 'd', 'e', 'f']) limit.count(key, 6100);
  expect(limit.retryAfterS('c', 6200)).toBe(0);
  expect(limit.retryAfterS('g', 6200)).toBe(1);
});
