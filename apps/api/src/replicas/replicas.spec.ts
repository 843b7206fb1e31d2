// Two replicas in this process, on one database and one Valkey.
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { describeWith, startMariaDb, startRedis } from '@simulator/test-services';
import type { PrivateDatabase, PrivateRedis } from '@simulator/test-services';
import { Redis } from 'ioredis';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { rawUpgrade } from '../../test/raw-upgrade.js';
import { boot, TestStation, until } from '../../test/test-station.js';
import { CommandEntity } from '../commands/command.entity.js';
import { CommandsService } from '../commands/commands.service.js';
import { ConnectionRegistry } from '../ocpp/connection-registry.js';
import { SharedFailureLimit } from '../station-secrets/shared-failure-limit.js';
import { PREFIX, VALKEY } from '../valkey/valkey.js';
import { Drain } from './drain.js';
import { Presence } from './presence.js';
import { ReplicaChannel } from './replica-channel.js';
import { Replica } from './replica.js';
import { SharedWork } from './shared-work.js';

describeWith(['MariaDB', 'Valkey'], 'replicas', () => {
  let database: PrivateDatabase;
  let redis: PrivateRedis;
  let valkey: Redis;
  let one: ApiUnderTest;
  let two: ApiUnderTest;

  const start = (variables: Record<string, string> = {}): Promise<ApiUnderTest> =>
    startApi('SQLite', {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      COMMAND_TIMEOUT_S: '20',
      DRAIN_LEAD_S: '0',
      DRAIN_SPREAD_S: '0',
      ...variables,
    });

  beforeAll(async () => {
    [database, redis] = await Promise.all([startMariaDb(), startRedis()]);
    valkey = new Redis(redis.url);
    one = await start();
    two = await start();
  });
  afterAll(async () => {
    await Promise.all([one?.stop(), two?.stop()]);
    valkey?.disconnect();
    await Promise.all([redis?.stop(), database?.stop()]);
  });

  const idOf = (api: ApiUnderTest): string => api.app.get(Replica).id;
  const isHere = (api: ApiUnderTest, id: string): boolean => api.app.get(ConnectionRegistry).get(id) !== undefined;
  const isOnline = async (api: ApiUnderTest, id: string): Promise<boolean> =>
    (await supertest(api.server).get(`/api/v1/stations/${id}`).expect(200)).body.connected;
  const entry = (id: string): Promise<string | null> => valkey.get(`${PREFIX}station:${id}`);
  const announced = (id: string, api: ApiUnderTest) =>
    until(async () => (await entry(id))?.startsWith(idOf(api)) === true, `${id} is announced`);
  const connect = async (api: ApiUnderTest, id: string): Promise<TestStation> => {
    const station = await TestStation.connect(api.origin, `/ocpp/${id}`);
    await announced(id, api);
    return station;
  };
  const command = (api: ApiUnderTest, id: string, body: object = {}, prefer = 'wait=20') =>
    supertest(api.server)
      .post(`/api/v1/stations/${id}/commands`)
      .set('Prefer', prefer)
      .send({ action: 'ClearCache', payload: {}, ...body });
  const answer = async (station: TestStation): Promise<void> => {
    const [, messageId] = await station.next();
    station.send([3, messageId, { status: 'Accepted' }]);
  };

  test('the newest socket wins at whichever replica; the end of the old one erases nothing', async () => {
    const old = await connect(one, 'MOVER');
    expect(await isOnline(two, 'MOVER')).toBe(true);
    const closed = old.closed();
    const young = await connect(two, 'MOVER');
    expect(await closed).toBe(1008);
    await until(() => !isHere(one, 'MOVER'), 'the old one is forgotten');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await announced('MOVER', two);
    expect(await isOnline(one, 'MOVER')).toBe(true);
    await young.close();
    await until(async () => (await entry('MOVER')) === null, 'the entry is gone');
    expect(await isOnline(one, 'MOVER')).toBe(false);
  });

  test('a command reaches a station at the other replica, and Prefer: wait has its answer', async () => {
    const station = await connect(two, 'FAR');
    void answer(station);
    const { body } = await command(one, 'FAR').expect(200);
    expect(body).toMatchObject({ status: 'accepted', result: { status: 'Accepted' } });
    const row = await one.dataSource.getRepository(CommandEntity).findOneByOrFail({ id: body.id });
    expect(row.replicaId).toBe(idOf(two));
    await station.close();
  });

  test('the same idempotency key at both replicas at once is one CALL, and both wait for its answer', async () => {
    const station = await connect(two, 'ONCE');
    const keyed = { idempotencyKey: 'once' };
    const asked = Promise.all([one, two].map((api) => command(api, 'ONCE', keyed).expect(200)));
    await answer(station);
    const [first, second] = await asked;
    expect(first?.body).toMatchObject({ status: 'accepted' });
    expect(second?.body).toEqual(first?.body);
    expect(station.received).toHaveLength(1);
    await station.close();
  });

  test('a password for a station at the other replica is sent there, and stands in no row', async () => {
    const station = await connect(two, 'SECRET');
    const payload = { key: 'AuthorizationKey', value: '0123456789ABCDEF' };
    const asked = Promise.resolve(command(one, 'SECRET', { action: 'ChangeConfiguration', payload }).expect(200));
    const [, messageId, , sent] = await station.next();
    expect(sent).toEqual(payload);
    station.send([3, messageId, { status: 'Accepted' }]);
    expect((await asked).body).toMatchObject({ status: 'accepted', payload: { value: '***' } });
    await station.close();
  });

  test('an entry of a replica that is gone: offline at once, with the reason; it blocks no reconnect', async () => {
    await (await connect(one, 'ORPHAN')).close();
    await until(async () => (await entry('ORPHAN')) === null, 'the entry is gone');
    await valkey.set(`${PREFIX}station:ORPHAN`, `aaaaaaaaaaaa:bbbbbbbbbbbb:${Date.now()}`, 'PX', 30_000);
    expect(await isOnline(one, 'ORPHAN')).toBe(false);
    const { body } = await command(one, 'ORPHAN').expect(200);
    expect(body).toMatchObject({ status: 'offline', error: { code: 'ReplicaGone' } });
    const station = await connect(two, 'ORPHAN');
    expect(await isOnline(one, 'ORPHAN')).toBe(true);
    await station.close();
  });

  test('commands of a replica that died end without waiting for their deadline; those of the living stay', async () => {
    const rows = one.dataSource.getRepository(CommandEntity);
    const createdAt = new Date(Date.now() - 60_000);
    const row = { stationId: 'X', action: 'Reset', payload: {}, createdAt, deadlineAt: new Date(Date.now() + 60_000) };
    await rows.insert({ ...row, id: 'dead-sent', status: 'sent', replicaId: 'aaaaaaaaaaaa' });
    await rows.insert({ ...row, id: 'dead-queued', status: 'queued', replicaId: 'aaaaaaaaaaaa' });
    await rows.insert({ ...row, id: 'living', status: 'sent', replicaId: idOf(two) });
    const service = one.app.get(CommandsService);
    await Promise.all([service.endOrphans(new Date()), two.app.get(CommandsService).endOrphans(new Date())]);
    const states = Object.fromEntries((await rows.find()).map(({ id, status, error }) => [id, [status, error?.code]]));
    expect(states).toMatchObject({
      'dead-sent': ['timedOut', 'ReplicaGone'],
      'dead-queued': ['offline', 'ReplicaGone'],
      living: ['sent', undefined],
    });
    await rows.delete({ id: 'living' });
  });

  test.each([
    ['nonsense', (key: string) => valkey.set(key, 'nonsense')],
    ['a list', (key: string) => valkey.del(key).then(() => valkey.rpush(key, 'x'))],
    ['an entry that names nobody', (key: string) => valkey.set(key, 'aaaaaaaaaaaa:bbbbbbbbbbbb:9999999999999')],
    [
      'an entry that names the wrong replica',
      (key: string) => valkey.set(key, `${idOf(one)}:bbbbbbbbbbbb:9999999999999`),
    ],
  ])('a poisoned entry (%s) closes nothing, and the next refresh puts it right', async (_what, poison) => {
    const station = await connect(two, 'POISON');
    await poison(`${PREFIX}station:POISON`);
    expect(await isOnline(two, 'POISON')).toBe(true);
    await until(async () => {
      await two.app.get(Presence).refresh();
      return (
        (await valkey.type(`${PREFIX}station:POISON`)) === 'string' &&
        (await entry('POISON'))?.startsWith(idOf(two)) === true
      );
    }, 'the entry is right again');
    expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime');
    await station.close();
  });

  test.each([
    ['no JSON', 'nonsense'],
    ['another type', '{"type":"explode"}'],
    ['a wrong field', '{"type":"close","stationId":"DEAF","code":99999,"reason":""}'],
    ['another connection', '{"type":"close","stationId":"DEAF","connectionId":"aaaaaaaaaaaa","code":1008,"reason":""}'],
    ['a command that does not exist', '{"type":"command","commandId":"00000000-0000-4000-8000-000000000000","hops":0}'],
  ])('a foreign message (%s) changes nothing', async (_what, text) => {
    const station = await connect(two, 'DEAF');
    expect(await valkey.publish(`${PREFIX}0:replica:${idOf(two)}`, text)).toBe(1);
    await valkey.publish(`${PREFIX}0:replicas`, text);
    expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime');
    expect(station.received).toHaveLength(1);
    await station.close();
  });

  test('an entry that got lost comes back', async () => {
    const station = await connect(one, 'LOST');
    await valkey.flushall();
    await one.app.get(Presence).refresh();
    await announced('LOST', one);
    await station.close();
  });

  test('a takeover whose message was lost is made up for by the refresh', async () => {
    const old = await connect(one, 'TWICE');
    const closed = old.closed();
    jest.spyOn(two.app.get(ReplicaChannel), 'send').mockResolvedValueOnce(true);
    const newer = await connect(two, 'TWICE');
    expect(isHere(one, 'TWICE')).toBe(true);
    await one.app.get(Presence).refresh();
    expect(await closed).toBe(1008);
    expect(await newer.call('Heartbeat', {})).toHaveProperty('currentTime');
    await newer.close();
  });

  test('a station deleted at one replica is closed at the other', async () => {
    const station = await connect(two, 'DELETED');
    const closed = station.closed();
    await supertest(one.server).delete('/api/v1/stations/DELETED').expect(204);
    expect(await closed).toBe(1008);
  });

  test('failures are counted over all replicas', async () => {
    const settings = { name: 'spec', maxFailures: 3, windowMs: 60_000 };
    const limits = [one, two].map(({ app }) => new SharedFailureLimit(settings, app.get(VALKEY)));
    const waits: number[] = [];
    for (let index = 0; index < 5; index += 1) waits.push(await limits[index % 2]!.count('somebody', Date.now()));
    expect(waits.slice(0, 3)).toEqual([0, 0, 0]);
    for (const wait of waits.slice(3)) expect(wait).toBeGreaterThan(50);
    expect(await limits[0]!.count('somebody else', Date.now())).toBe(0);
  });

  test('work that one replica does is not done by the other', async () => {
    let done = 0;
    const work = async (): Promise<number> => (done += 1);
    for (const { app } of [one, two, one]) await app.get(SharedWork).oncePer(60_000, 'spec', work);
    expect(done).toBe(1);
  });

  test('REST lists the replicas, and tells one of them to leave: it sends its stations away and takes no more', async () => {
    const three = await start();
    const listed = async (): Promise<Json[]> =>
      (await supertest(one.server).get('/api/v1/replicas').expect(200)).body.items;
    const all = [one, two, three].map(idOf);
    await until(async () => (await listed()).map(({ id }) => id).join() === all.join(), 'all are listed');
    const station = await TestStation.connect(three.origin, '/ocpp/GUEST');
    await station.call('BootNotification', boot);
    const closed = station.closed();
    await supertest(one.server)
      .post(`/api/v1/replicas/${idOf(three)}/drain`)
      .expect(202);
    expect(await closed).toBe(1012);
    const refused = await rawUpgrade(three.origin, '/ocpp/GUEST');
    expect(refused.status).toBe(503);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await supertest(three.server).get('/health/ready').expect(503);
    // REST goes on to the end.
    await supertest(three.server).get('/api/v1/stations/GUEST').expect(200).expect('Connection', 'close');
    const isDraining = async (): Promise<boolean> =>
      (await listed()).some(({ id, draining }) => id === idOf(three) && draining);
    await until(isDraining, 'the list says so');
    await three.app.get(Drain).start('again');
    await three.stop();
    await supertest(one.server)
      .post(`/api/v1/replicas/${idOf(three)}/drain`)
      .expect(404);
    await supertest(one.server).post('/api/v1/replicas/nonsense/drain').expect(404);
  });

  test('a close comes after the pending answers', async () => {
    const three = await start();
    const station = await TestStation.connect(three.origin, '/ocpp/BUSY');
    await announced('BUSY', three);
    const asked = Promise.resolve(command(one, 'BUSY').expect(200));
    const [, messageId] = await station.next();
    const drained = three.app.get(Drain).start('spec');
    const closed = station.closed();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(station.socket.readyState).toBe(station.socket.OPEN);
    station.send([3, messageId, { status: 'Accepted' }]);
    expect((await asked).body).toMatchObject({ status: 'accepted' });
    expect(await closed).toBe(1012);
    await drained;
    await three.stop();
  });
});
