import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { TestStation, until } from '../../test/test-station.js';

const ROOT = 'root-key-of-more-than-32-characters';
const FINGERPRINT = 'ab'.repeat(32);

function stationsSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApi(kind, { MIN_SECURITY_PROFILE: '0' });
    const create = (body: Json) => supertest(api.server).post('/api/v1/stations').send(body).expect(201);
    await create({ id: 'A-1', name: 'Car park 50% north' });
    await create({ id: 'A-2', name: 'car PARK south', registration: 'Pending' });
    await create({ id: 'a-3', name: 'Depot' });
    await create({ id: 'A_4', registration: 'Rejected' });
    for (let index = 0; index < 8; index += 1) await create({ id: `B-${index}` });
  });
  afterAll(() => api.stop());

  const list = async (query: string): Promise<string[]> => {
    const { body } = await supertest(api.server).get(`/api/v1/stations?${query}`).expect(200);
    return body.items.map(({ id }: Json) => id);
  };

  test.each([
    ['idPrefix=A-', ['A-1', 'A-2']],
    ['idPrefix=A', ['A-1', 'A-2', 'A_4']],
    ['idPrefix=a', ['a-3']],
    ['idPrefix=%25', []],
    ['name=PARK', ['A-1', 'A-2']],
    ['name=50%25', ['A-1']],
    ['name=_', []],
    ['registration=Pending', ['A-2']],
    ['registration=Rejected&idPrefix=A', ['A_4']],
    ['connected=true', []],
    ['connected=false&idPrefix=A-', ['A-1', 'A-2']],
    ['mine=true&idPrefix=a', ['a-3']],
  ])('the list with %s has %j', async (query, ids) => {
    expect(await list(query)).toEqual(ids);
  });

  test.each([
    'connected=maybe',
    'registration=accepted',
    'mine=false',
    'mine=1',
    'idPrefix=' + 'x'.repeat(49),
    'tag=x',
  ])('the list with %s → 400', async (query) => {
    await supertest(api.server).get(`/api/v1/stations?${query}`).expect(400);
  });

  test('connected ones are found page by page among all, and the others without them', async () => {
    const stations = await Promise.all(
      ['B-1', 'B-4', 'B-6'].map((id) => TestStation.connect(api.origin, `/ocpp/${id}`)),
    );
    const page = (query: string) => supertest(api.server).get(`/api/v1/stations?${query}`).expect(200);
    const { body: first } = await page('connected=true&limit=2');
    expect(first.items.map(({ id }: Json) => id)).toEqual(['B-1', 'B-4']);
    const { body: second } = await page(`connected=true&limit=2&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ id: 'B-6', connected: true }], nextCursor: null });
    expect(await list('connected=false&idPrefix=B')).toEqual(['B-0', 'B-2', 'B-3', 'B-5', 'B-7']);
    for (const station of stations) await station.close();
  });

  test('a connection is shown: since when, from where, how well proven; its end leaves that on record', async () => {
    const read = async (): Promise<Json> => (await supertest(api.server).get('/api/v1/stations/A-1').expect(200)).body;
    expect(await read()).toMatchObject({ lastConnectedAt: null, lastAddress: null, securityProfile: null });
    const station = await TestStation.connect(api.origin, '/ocpp/A-1');
    await until(async () => (await read()).lastConnectedAt !== null, 'the connection is stored');
    const shown = { lastAddress: '127.0.0.1', securityProfile: 0, certificate: null, createdBy: 'anonymous' };
    expect(await read()).toMatchObject({ ...shown, connected: true });
    await station.close();
    await until(async () => !(await read()).connected, 'it is gone');
    expect(await read()).toMatchObject(shown);
  });

  test('its security policy is created, shown, edited under its ETag and taken back', async () => {
    const path = '/api/v1/stations/SECURE';
    const policy = { minSecurityProfile: 2, certificateCommonName: 'SN-1', certificateFingerprint: FINGERPRINT };
    const { headers } = await supertest(api.server)
      .post('/api/v1/stations')
      .send({ id: 'SECURE', ...policy })
      .expect(201);
    const edit = (body: Json, etag = String(headers['etag'])) =>
      supertest(api.server).patch(path).set('If-Match', etag).send(body);
    const colons = FINGERPRINT.toUpperCase().replaceAll(/(..)(?=.)/g, '$1:');
    const { body } = await edit({ minSecurityProfile: 3, certificateFingerprint: colons }).expect(200);
    expect(body).toMatchObject({ ...policy, minSecurityProfile: 3 });
    await edit({ minSecurityProfile: 0 }).expect(412);
    const { body: open } = await edit({ certificateCommonName: null, certificateFingerprint: null }, '*').expect(200);
    expect(open).toMatchObject({ certificateCommonName: null, certificateFingerprint: null, minSecurityProfile: 3 });
    for (const wrong of [
      { minSecurityProfile: 4 },
      { minSecurityProfile: null },
      { minSecurityProfile: '2' },
      { certificateFingerprint: 'ab' },
      { certificateCommonName: '' },
      { certificateCommonName: 'x'.repeat(65) },
      { certificate: null },
      { createdBy: 'me' },
    ]) {
      await edit(wrong, '*').expect(400);
    }
  });
}

describe('stations on SQLite', () => stationsSuite('SQLite'));
describeWith('MariaDB', 'stations on MariaDB', () => stationsSuite('MariaDB'));

test('with a login: operators edit stations, only admins how well a station has to prove itself; mine are mine', async () => {
  const api = await startApi('SQLite', { AUTH_MODE: 'api-key', ROOT_API_KEY: ROOT });
  try {
    const by = (token: string) => supertest.agent(api.server).set('Authorization', `Bearer ${token}`);
    const create = async (name: string) =>
      (await by(ROOT).post('/api/v1/api-keys').send({ name, role: 'operator' }).expect(201)).body.key as string;
    const [ann, bob] = [await create('ann'), await create('bob')];
    await by(ann).post('/api/v1/stations').send({ id: 'ANN-1' }).expect(201);
    await by(bob).post('/api/v1/stations').send({ id: 'BOB-1' }).expect(201);
    const { body: mine } = await by(ann).get('/api/v1/stations?mine=true').expect(200);
    expect(mine.items.map(({ id }: Json) => id)).toEqual(['ANN-1']);
    await by(bob).patch('/api/v1/stations/ANN-1').send({ name: 'Ours' }).expect(200);
    for (const security of [
      { minSecurityProfile: 0 },
      { certificateCommonName: 'x' },
      { certificateFingerprint: null },
    ]) {
      await by(ann).patch('/api/v1/stations/ANN-1').send(security).expect(403);
      await by(ann)
        .post('/api/v1/stations')
        .send({ id: 'ANN-2', ...security })
        .expect(403);
    }
    await by(ROOT).patch('/api/v1/stations/ANN-1').send({ minSecurityProfile: 3 }).expect(200);
  } finally {
    await api.stop();
  }
});
