import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { TestStation, until } from '../../test/test-station.js';
import { CommandsService } from './commands.service.js';
import { CommandEntity } from './command.entity.js';

const LEFT_BEHIND = '00000000-0000-4000-8000-000000000001';
const STILL_OPEN = '00000000-0000-4000-8000-000000000002';
const remoteStart = { action: 'RemoteStartTransaction', payload: { idTag: 'T', connectorId: 1 } };

function commandsSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await startApi(kind);
    await (await TestStation.connect(api.origin, '/ocpp/OFFLINE')).close();
  });
  afterAll(() => api.stop());

  const connect = (id: string): Promise<TestStation> => TestStation.connect(api.origin, `/ocpp/${id}`);
  const post = (id: string, command: object, prefer?: string) => {
    const request = supertest(api.server).post(`/api/v1/stations/${id}/commands`);
    return (prefer === undefined ? request : request.set('Prefer', prefer)).send(command);
  };
  const read = async (id: string): Promise<Json> =>
    (await supertest(api.server).get(`/api/v1/commands/${id}`).expect(200)).body;

  test('202 with a Location; the answer shows there', async () => {
    const station = await connect('CS-1');
    const response = await post('CS-1', remoteStart).expect(202);
    expect(response.body).toMatchObject({ ...remoteStart, stationId: 'CS-1', status: 'queued', result: null });
    expect(response.headers['location']).toBe(`/api/v1/commands/${response.body.id}`);
    const [type, messageId, action, payload] = await station.next();
    expect([type, action, payload]).toEqual([2, 'RemoteStartTransaction', { idTag: 'T', connectorId: 1 }]);
    await until(async () => (await read(response.body.id)).status === 'sent', 'the command is sent');
    station.send([3, messageId, { status: 'Accepted' }]);
    await until(async () => (await read(response.body.id)).status === 'accepted', 'the command is accepted');
    expect(await read(response.body.id)).toMatchObject({
      result: { status: 'Accepted' },
      finishedAt: expect.any(String),
    });
    await station.close();
  });

  test.each([
    ['accepted', [3, { status: 'Accepted' }], { result: { status: 'Accepted' }, error: null }],
    ['rejected', [3, { status: 'Rejected' }], { result: { status: 'Rejected' }, error: null }],
    [
      'error',
      [4, 'VendorCode', 'Why', { a: 1 }],
      { error: { code: 'VendorCode', description: 'Why', details: { a: 1 } } },
    ],
  ])("Prefer: wait=N returns the station's own answer: %s", async (status, [type, ...rest], expected) => {
    const station = await connect('CS-2');
    void station.next().then(([, messageId]) => station.send([type, messageId, ...rest]));
    const response = await post('CS-2', remoteStart, 'wait=10').expect(200);
    expect(response.body).toMatchObject({ status, ...expected });
    expect(response.headers['preference-applied']).toBe('wait=10');
    await station.close();
  });

  test('a wait that ends before the answer gives 202 and the state so far', async () => {
    const station = await connect('CS-3');
    const response = await post('CS-3', remoteStart, 'respond-async, wait=3').expect(202);
    expect(response.body).toMatchObject({ status: 'sent', finishedAt: null });
    await station.close();
    await until(
      async () => (await read(response.body.id)).status === 'offline',
      'the end of the connection ends the wait',
    );
  });

  test('one CALL at a time: the second is sent when the first is answered (OCPP-J 1.6 §4.1.1)', async () => {
    const station = await connect('CS-4');
    await post('CS-4', remoteStart).expect(202);
    await post('CS-4', { action: 'Reset', payload: { type: 'Soft' } }).expect(202);
    const first = await station.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(station.received).toHaveLength(1);
    // Directions are independent: our own CALL is answered meanwhile.
    expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime');
    station.send([3, first[1], { status: 'Accepted' }]);
    expect((await station.next())[2]).toBe('Reset');
    await station.close();
  });

  test('a mute station blocks nobody', async () => {
    const mute = await connect('MUTE');
    const lively = await connect('LIVELY');
    await post('MUTE', remoteStart).expect(202);
    await mute.next();
    void lively.next().then(([, messageId]) => lively.send([3, messageId, { status: 'Accepted' }]));
    expect((await post('LIVELY', remoteStart, 'wait=20').expect(200)).body).toMatchObject({ status: 'accepted' });
    await mute.close();
    await lively.close();
  });

  test('a late CALLRESULT is recorded: the command stays timed out, and the next one is sent', async () => {
    const station = await connect('LATE');
    const { commandTimeoutS } = api.environment;
    api.environment.commandTimeoutS = 3;
    const { body } = await post('LATE', remoteStart, 'wait=20').expect(200);
    api.environment.commandTimeoutS = commandTimeoutS;
    expect(body).toMatchObject({ status: 'timedOut', result: null, lateAnswerAt: null });
    const [, messageId] = await station.next();
    await post('LATE', { action: 'ClearCache', payload: {} }).expect(202);
    const next = await station.next();
    expect(next[2]).toBe('ClearCache');
    station.send([3, messageId, { status: 'Accepted' }]);
    station.send([3, next[1], { status: 'Rejected' }]);
    await until(async () => (await read(body.id)).lateAnswerAt !== null, 'the late answer is recorded');
    expect(await read(body.id)).toMatchObject({ status: 'timedOut', result: { status: 'Accepted' } });
    await station.close();
  });

  test('the same idempotency key is the same command, sent once; another station may use it too', async () => {
    const station = await connect('CS-5');
    const keyed = { ...remoteStart, idempotencyKey: 'key-1' };
    const [first, second] = await Promise.all([post('CS-5', keyed), post('CS-5', keyed)]);
    expect(second?.body.id).toBe(first?.body.id);
    await station.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(station.received).toHaveLength(1);
    expect((await post('OFFLINE', keyed).expect(202)).body.id).not.toBe(first?.body.id);
    await station.close();
  });

  test('a station that is not connected: offline at once', async () => {
    expect((await post('OFFLINE', remoteStart).expect(202)).body).toMatchObject({ status: 'offline' });
    expect((await post('OFFLINE', remoteStart, 'wait=30').expect(200)).body).toMatchObject({ status: 'offline' });
  });

  test('the station decides, not we: what is well-formed is passed on as it is', async () => {
    const station = await connect('CS-6');
    const payload = { connectorId: 99, reservationId: 99_999, idTag: 'unknown', expiryDate: '2020-01-01T00:00:00Z' };
    await post('CS-6', { action: 'ReserveNow', payload }).expect(202);
    expect((await station.next()).slice(2)).toEqual(['ReserveNow', payload]);
    await station.close();
  });

  test.each([
    ['an unknown station', 'NOBODY', remoteStart, 404, undefined],
    ['an unknown action', 'OFFLINE', { action: 'Nonsense', payload: {} }, 400, 'action'],
    ['an action of stations', 'OFFLINE', { action: 'BootNotification', payload: {} }, 400, 'action'],
    ['a payload against the schema', 'OFFLINE', { action: 'Reset', payload: { type: 'Warm' } }, 400, 'payload/type'],
    ['no payload', 'OFFLINE', { action: 'Reset' }, 400, 'payload'],
    ['an unknown field', 'OFFLINE', { ...remoteStart, extra: 1 }, 400, 'extra'],
  ])('%s is refused with a problem', async (_what, station, command, status, field) => {
    const response = await post(station, command)
      .expect(status)
      .expect('Content-Type', /problem\+json/);
    if (field !== undefined) expect(response.body.errors[0].field).toBe(field);
  });

  test('to many stations at once: a command for each; a station that does not exist stops it all', async () => {
    const stations = [await connect('MANY-1'), await connect('MANY-2')];
    const stationIds = ['MANY-2', 'OFFLINE', 'MANY-1'];
    const send = (ids: string[]) =>
      supertest(api.server)
        .post('/api/v1/commands')
        .send({ stationIds: ids, action: 'ClearCache', payload: {}, idempotencyKey: 'many' });
    const refused = await send([...stationIds, 'NOBODY']).expect(400);
    expect(refused.body.errors).toEqual([{ field: 'stationIds', detail: 'Station NOBODY does not exist' }]);
    const { items } = (await send(stationIds).expect(202)).body;
    expect(items.map((item: Json) => [item.stationId, item.status])).toEqual([
      ['MANY-2', 'queued'],
      ['OFFLINE', 'offline'],
      ['MANY-1', 'queued'],
    ]);
    for (const station of stations) expect((await station.next())[2]).toBe('ClearCache');
    const again = (await send(stationIds).expect(202)).body;
    expect(again.items.map((item: Json) => item.id)).toEqual(items.map((item: Json) => item.id));
    await Promise.all(stations.map((station) => station.close()));
  });

  test("to many stations with Prefer: wait=N: all are asked at once, and each station's own answer comes back", async () => {
    const stations = await Promise.all(['BULK-1', 'BULK-2', 'BULK-3'].map(connect));
    const send = (stationIds: string[], prefer: string) =>
      supertest(api.server)
        .post('/api/v1/commands')
        .set('Prefer', prefer)
        .send({ stationIds, action: 'ClearCache', payload: {} });
    const [one, two, three] = stations;
    // Each answers only when all have been asked.
    void Promise.all(stations.map((station) => station.next())).then(([first, second, third]) => {
      one?.send([3, first?.[1], { status: 'Accepted' }]);
      two?.send([3, second?.[1], { status: 'Rejected' }]);
      three?.send([4, third?.[1], 'NotSupported', 'no cache', {}]);
    });
    const { body, headers } = await send(['BULK-1', 'OFFLINE', 'BULK-2', 'BULK-3'], 'wait=20').expect(200);
    expect(headers['preference-applied']).toBe('wait=20');
    expect(body.items.map((item: Json) => [item.stationId, item.status])).toEqual([
      ['BULK-1', 'accepted'],
      ['OFFLINE', 'offline'],
      ['BULK-2', 'rejected'],
      ['BULK-3', 'error'],
    ]);
    expect(body.items[3].error).toMatchObject({ code: 'NotSupported', description: 'no cache' });
    const ids = body.items.map(({ id }: Json) => id).reverse();
    const read = await supertest(api.server)
      .get(`/api/v1/commands?ids=${ids.join(',')}`)
      .expect(200);
    expect(read.body.items).toEqual([...body.items].reverse());
    await Promise.all(stations.map((station) => station.close()));
  });

  test('a wait for many that ends before all have answered gives 202 and the states so far', async () => {
    const stations = [await connect('HALF-1'), await connect('HALF-2')];
    void stations[0]?.next().then(([, messageId]) => stations[0]?.send([3, messageId, { status: 'Accepted' }]));
    const request = supertest(api.server).post('/api/v1/commands').set('Prefer', 'wait=3');
    const { body } = await request
      .send({ stationIds: ['HALF-1', 'HALF-2'], action: 'ClearCache', payload: {} })
      .expect(202);
    expect(body.items.map((item: Json) => item.status)).toEqual(['accepted', 'sent']);
    await Promise.all(stations.map((station) => station.close()));
  });

  test.each([
    ['no ids', '/api/v1/commands'],
    ['empty ids', '/api/v1/commands?ids='],
    ['too many ids', `/api/v1/commands?ids=${'x,'.repeat(101)}`],
    ['a state that there is not', '/api/v1/stations/OFFLINE/commands?status=done'],
  ])('%s → 400', (_what, path) => supertest(api.server).get(path).expect(400));

  test('a station has a list of its commands, the newest first, page by page', async () => {
    await (await connect('LISTED')).close();
    await until(
      async () => !(await supertest(api.server).get('/api/v1/stations/LISTED')).body.connected,
      'the station is gone',
    );
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.unshift((await post('LISTED', remoteStart).expect(202)).body.id);
    const listed: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: Record<string, string> = { limit: '2', ...(cursor === '' ? {} : { cursor }) };
      const request = supertest(api.server).get('/api/v1/stations/LISTED/commands').query(query);
      const { body } = await request.expect(200);
      listed.push(...body.items.map((item: Json) => item.id));
      cursor = body.nextCursor;
    }
    // Those of one millisecond are in the order of their ids.
    expect([...listed].sort()).toEqual([...ids].sort());
    expect(new Set(listed).size).toBe(5);
    await supertest(api.server).get('/api/v1/stations/LISTED/commands?cursor=eHg').expect(400);
  });

  test('a command that a dead process left behind ends by its deadline', async () => {
    const rows = api.dataSource.getRepository(CommandEntity);
    const old = new Date(Date.now() - 3_600_000);
    const row = { stationId: 'OFFLINE', action: 'Reset', payload: {}, createdAt: old, deadlineAt: old };
    await rows.insert({ ...row, id: LEFT_BEHIND, status: 'sent' });
    await rows.insert({ ...row, id: STILL_OPEN, status: 'sent', deadlineAt: new Date(Date.now() + 60_000) });
    await api.app.get(CommandsService).expireForgotten(new Date());
    expect(await read(LEFT_BEHIND)).toMatchObject({ status: 'timedOut' });
    expect(await read(STILL_OPEN)).toMatchObject({ status: 'sent' });
  });
}

describe('commands on SQLite', () => commandsSuite('SQLite'));
describeWith('MariaDB', 'commands on MariaDB', () => commandsSuite('MariaDB'));
