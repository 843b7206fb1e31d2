import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { boot, TestStation, until } from '../../test/test-station.js';
import { Log } from '../logging/log.js';

const ROOT_API_KEY = 'root-key-of-more-than-32-characters';
const SECRET = 'a-secret-of-20-chars';

let api: ApiUnderTest;
let lines: Json[] = [];
beforeAll(async () => {
  const destination = { write: (text: string) => void lines.push(JSON.parse(text)) };
  const variables = { AUTH_MODE: 'api-key', ROOT_API_KEY, UNKNOWN_STATIONS: 'accept', STATION_AUTH: 'optional' };
  api = await startApi('SQLite', variables, new Log('debug', destination));
});
afterAll(() => api.stop());
beforeEach(() => {
  lines = [];
});

const rest = (method: 'get' | 'post' | 'put' | 'delete', path: string) =>
  supertest(api.server)[method](path).set('Authorization', `Bearer ${ROOT_API_KEY}`);
/** The access line of the one request that was sent. */
const accessLine = async (): Promise<Json> => {
  await until(() => lines.some(({ msg }) => msg === 'request'), 'the request is logged');
  return lines.find(({ msg }) => msg === 'request');
};

describe('X-Request-Id', () => {
  test.each([
    'abc-123',
    'Root=1-67891233-abcdef012345678912345678',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  ])('one that is sane is kept: %s', async (id) => {
    const { headers } = await rest('get', '/api/v1/stations').set('X-Request-Id', id).expect(200);
    expect(headers['x-request-id']).toBe(id);
    expect((await accessLine()).requestId).toBe(id);
  });

  test.each(['', 'with space', '{"a":1}', 'x'.repeat(101), 'é'])('one that is not is replaced: %j', async (id) => {
    const { headers } = await rest('get', '/api/v1/stations').set('X-Request-Id', Buffer.from(id).toString('latin1'));
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('answers that no controller gives have one too: 401, 404, 405, a body that is no JSON', async () => {
    for (const request of [
      supertest(api.server).get('/api/v1/stations').expect(401),
      rest('get', '/api/v1/nothing').expect(404),
      rest('delete', '/api/v1/stations').expect(405),
      rest('post', '/api/v1/stations').set('Content-Type', 'application/json').send('{bad').expect(400),
    ]) {
      expect((await request).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('the access line', () => {
  test('has method, route, status, time and principal; the query stays out', async () => {
    await rest('get', '/api/v1/stations/NOBODY?secret=1').expect(404);
    expect(await accessLine()).toMatchObject({
      level: 30,
      method: 'GET',
      path: '/api/v1/stations/NOBODY',
      route: '/api/v1/stations/:stationId',
      status: 404,
      ms: expect.any(Number),
      principal: 'root',
    });
    expect(JSON.stringify(lines)).not.toContain('secret=1');
  });

  test('names nobody where nobody is known, and who it was where the role was not enough', async () => {
    await supertest(api.server).get('/api/v1/stations').expect(401);
    expect(await accessLine()).toMatchObject({ principal: null, status: 401 });
    const { body } = await rest('post', '/api/v1/api-keys').send({ name: 'eve', role: 'viewer' }).expect(201);
    lines = [];
    const request = supertest(api.server).post('/api/v1/stations').set('Authorization', `Bearer ${body.key}`);
    await request.send({ id: 'X' }).expect(403);
    expect(await accessLine()).toMatchObject({ principal: 'api-key eve', status: 403 });
  });

  test('of probes, scrapes and page files is for debugging only', async () => {
    for (const path of ['/health/live', '/metrics', '/favicon.ico']) {
      lines = [];
      await rest('get', path);
      expect((await accessLine()).level).toBe(20);
    }
  });
});

test('every line that is written on behalf of a request has its id, also behind a body that was read', async () => {
  await api.dataSource.query('ALTER TABLE id_tokens RENAME TO elsewhere');
  const request = rest('post', '/api/v1/id-tokens').set('X-Request-Id', 'broken-1');
  const { body } = await request.send({ idTag: 'T' }).expect(500);
  await api.dataSource.query('ALTER TABLE elsewhere RENAME TO id_tokens');
  expect(body.detail).toBe('The server failed; its log says why, under the request broken-1');
  expect(lines.find(({ msg }) => msg === 'request failed')).toMatchObject({ requestId: 'broken-1', level: 50 });
});

test('every line about a message of a station has the ids of both, also where a handler writes it', async () => {
  const station = await TestStation.connect(api.origin, '/ocpp/CS-1');
  await station.call('BootNotification', boot, 'm-boot');
  await station.call('SecurityEventNotification', { type: 'X', timestamp: '2026-01-01T00:00:00Z' }, 'm-event');
  await station.call(
    'StopTransaction',
    { transactionId: -1, meterStop: 1, timestamp: '2026-01-01T00:00:00Z' },
    'm-stop',
  );
  await station.call('Nonsense', {}, 'm-refused');
  station.sendText('[2,"m-bad","Heartbeat"]');
  await station.next();
  const idsOf = (text: string) =>
    lines.filter(({ msg }) => msg === text).map((line) => [line.stationId, line.messageId]);
  expect(idsOf('CALL answered')).toContainEqual(['CS-1', 'm-boot']);
  expect(idsOf('security event')).toEqual([['CS-1', 'm-event']]);
  expect(idsOf('StopTransaction kept aside')).toEqual([['CS-1', 'm-stop']]);
  expect(idsOf('CALL refused')).toEqual([['CS-1', 'm-refused']]);
  expect(idsOf('malformed message')).toEqual([['CS-1', 'm-bad']]);
  await station.close();
});

test('no secret is in the log: keys, passwords, and the values of a statement that failed', async () => {
  const { body } = await rest('post', '/api/v1/api-keys').send({ name: 'n', role: 'viewer' }).expect(201);
  await rest('post', '/api/v1/stations').send({ id: 'SAFE' }).expect(201);
  await api.dataSource.query('ALTER TABLE stations RENAME TO elsewhere');
  await rest('put', '/api/v1/stations/SAFE/secret').send({ secret: SECRET }).expect(500);
  await api.dataSource.query('ALTER TABLE elsewhere RENAME TO stations');
  await rest('put', '/api/v1/stations/SAFE/secret').send({ secret: SECRET }).expect(204);
  const text = JSON.stringify(lines);
  expect(text).toContain('request failed');
  for (const secret of [ROOT_API_KEY, body.key, SECRET, 'scrypt$']) expect(text).not.toContain(secret);
});
