// Who may charge: limits of tokens, groups, and stations that nobody has accepted yet. On every database.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../../test/api-under-test.js';
import type { Json } from '../../../test/json.js';
import { boot, TestStation } from '../../../test/test-station.js';

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, seconds)).toISOString();

function authorizationSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  let station: TestStation;
  let counter = 0;

  beforeAll(async () => {
    api = await startApi(kind);
    await rest().put('/api/v1/id-tokens/Good-Tag').send({}).expect(200);
    station = await TestStation.connect(api.origin, '/ocpp/CS-1');
  });
  afterAll(() => api.stop());

  const rest = () => supertest(api.server);
  const read = async (path: string): Promise<Json> => (await rest().get(`/api/v1${path}`).expect(200)).body;
  const newStart = (rest: object = {}) => ({
    connectorId: 1,
    idTag: 'Good-Tag',
    meterStart: 1000,
    timestamp: new Date(Date.UTC(2026, 0, 2) + counter++).toISOString(),
    ...rest,
  });
  const start = async (rest: object = {}): Promise<number> =>
    (await station.call('StartTransaction', newStart(rest))).transactionId;

  test('a token with a limit: one start too many is told ConcurrentTx, with a real transaction id (§7.2)', async () => {
    await rest().put('/api/v1/id-tokens/ONE-AT-A-TIME').send({ concurrentTransactionLimit: 1 }).expect(200);
    const other = await TestStation.connect(api.origin, '/ocpp/CS-LIMIT');
    const one = newStart({ idTag: 'One-At-A-Time' });
    const first = await station.call('StartTransaction', one);
    expect(first.idTagInfo.status).toBe('Accepted');
    const two = newStart({ idTag: 'ONE-AT-A-TIME' });
    const second = await other.call('StartTransaction', two);
    expect(second).toEqual({ transactionId: expect.any(Number), idTagInfo: { status: 'ConcurrentTx' } });
    expect(second.transactionId).toBeGreaterThan(0);
    expect(await read(`/transactions/${second.transactionId}`)).toMatchObject({ idTagStatus: 'ConcurrentTx' });
    // Only relevant for StartTransaction; the first one, resent, is what it was.
    expect((await other.call('Authorize', { idTag: 'ONE-AT-A-TIME' })).idTagInfo.status).toBe('Accepted');
    expect(await station.call('StartTransaction', one)).toEqual(first);
    expect(await other.call('StartTransaction', two)).toEqual(second);
    await station.call('StopTransaction', { transactionId: first.transactionId, meterStop: 1, timestamp: at(5) });
    // The one that was told ConcurrentTx is still open, and takes nobody's place.
    const third = await other.call('StartTransaction', newStart({ connectorId: 2, idTag: 'ONE-AT-A-TIME' }));
    expect(third.idTagInfo.status).toBe('Accepted');
    await other.close();
  });

  test('of many starts with one tag at the same moment exactly as many are accepted as its limit says', async () => {
    await rest().put('/api/v1/id-tokens/THREE').send({ concurrentTransactionLimit: 3 }).expect(200);
    const ids = Array.from({ length: 10 }, (_, index) => `/ocpp/CS-RACE-${index}`);
    const stations = await Promise.all(ids.map((path) => TestStation.connect(api.origin, path)));
    const request = newStart({ idTag: 'THREE' });
    const answers = await Promise.all(stations.map((each) => each.call('StartTransaction', request)));
    const accepted = answers.filter(({ idTagInfo }) => idTagInfo.status === 'Accepted');
    expect(accepted).toHaveLength(3);
    await Promise.all(stations.map((each) => each.close()));
  });

  test('50 starts at once, of 50 stations, are all answered, each with an id of its own', async () => {
    const paths = Array.from({ length: 50 }, (_, index) => `/ocpp/CS-RUSH-${index}`);
    const stations = await Promise.all(paths.map((path) => TestStation.connect(api.origin, path)));
    const request = newStart();
    const answers = await Promise.all(stations.map((each) => each.call('StartTransaction', request)));
    expect(new Set(answers.map(({ transactionId }) => transactionId)).size).toBe(50);
    expect(answers.every(({ idTagInfo }) => idTagInfo.status === 'Accepted')).toBe(true);
    await Promise.all(stations.map((each) => each.close()));
  });

  test('a transaction whose stop was lost does not lock its token out of its own connector', async () => {
    await rest().put('/api/v1/id-tokens/LOST-STOP').send({ concurrentTransactionLimit: 1 }).expect(200);
    await start({ connectorId: 7, idTag: 'LOST-STOP' });
    const again = await station.call('StartTransaction', newStart({ connectorId: 7, idTag: 'LOST-STOP' }));
    expect(again.idTagInfo.status).toBe('Accepted');
  });

  test('a blocked or expired group blocks its tags, and its end is theirs (§3.5)', async () => {
    await rest().put('/api/v1/id-tokens/FAMILY').send({ expiresAt: '2090-01-01T00:00:00Z' }).expect(200);
    await rest().put('/api/v1/id-tokens/MEMBER').send({ parentIdTag: 'FAMILY' }).expect(200);
    const judged = async () => (await station.call('Authorize', { idTag: 'MEMBER' })).idTagInfo;
    const expiryDate = '2090-01-01T00:00:00.000Z';
    expect(await judged()).toEqual({ status: 'Accepted', expiryDate, parentIdTag: 'FAMILY' });
    await rest().put('/api/v1/id-tokens/FAMILY').send({ expiresAt: '2020-01-01T00:00:00Z' }).expect(200);
    expect((await judged()).status).toBe('Expired');
    await rest().put('/api/v1/id-tokens/FAMILY').send({ status: 'Blocked' }).expect(200);
    expect(await judged()).toEqual({ status: 'Blocked', parentIdTag: 'FAMILY' });
  });

  test('a tag of the same parent stops the transaction, and is told its parent (§4.10, §3.5)', async () => {
    await rest().put('/api/v1/id-tokens/CHILD-A').send({ parentIdTag: 'PARENT' }).expect(200);
    await rest().put('/api/v1/id-tokens/CHILD-B').send({ parentIdTag: 'PARENT' }).expect(200);
    const transactionId = await start({ idTag: 'CHILD-A' });
    const stop = { transactionId, idTag: 'CHILD-B', meterStop: 1200, timestamp: at(1) };
    const idTagInfo = { status: 'Accepted', parentIdTag: 'PARENT' };
    expect(await station.call('StopTransaction', stop)).toEqual({ idTagInfo });
    expect(await read(`/transactions/${transactionId}`)).toMatchObject({ state: 'stopped', stopIdTag: 'CHILD-B' });
  });

  test.each(['Pending', 'Rejected'])(
    'a station that a person set to %s is told so at its next boot; it gives no energy until then (§4.2)',
    async (registration) => {
      const path = `/api/v1/stations/CS-${registration}`;
      await rest()
        .post('/api/v1/stations')
        .send({ id: `CS-${registration}`, registration })
        .expect(201);
      const waiting = await TestStation.connect(api.origin, `/ocpp/CS-${registration}`);
      expect(await waiting.call('BootNotification', boot)).toMatchObject({ status: registration, interval: 60 });
      expect((await rest().get(path).expect(200)).body).toMatchObject({ registration, vendor: 'Vendor' });
      expect(await waiting.call('Authorize', { idTag: 'Good-Tag' })).toEqual({ idTagInfo: { status: 'Invalid' } });
      const answer = await waiting.call('StartTransaction', newStart());
      expect(answer).toEqual({ transactionId: expect.any(Number), idTagInfo: { status: 'Invalid' } });
      await rest().patch(path).send({ registration: 'Accepted' }).expect(200);
      expect(await waiting.call('BootNotification', boot)).toMatchObject({ status: 'Accepted', interval: 300 });
      expect((await waiting.call('Authorize', { idTag: 'Good-Tag' })).idTagInfo.status).toBe('Accepted');
      await waiting.close();
    },
  );
}

describe('authorization on SQLite', () => authorizationSuite('SQLite'));
describeWith('MariaDB', 'authorization on MariaDB', () => authorizationSuite('MariaDB'));
