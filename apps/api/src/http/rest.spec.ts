import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { boot, TestStation, until } from '../../test/test-station.js';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const rest = () => supertest(api.server);

/** Reads all pages of a list. */
async function readAll(path: string, limit: number): Promise<Json[]> {
  const items: Json[] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = { limit: String(limit), ...(cursor === null ? {} : { cursor }) };
    const { body } = await rest().get(path).query(query).expect(200);
    expect(body.items.length).toBeLessThanOrEqual(limit);
    items.push(...body.items);
    cursor = body.nextCursor as string | null;
  } while (cursor !== null);
  return items;
}

describe('problems (RFC 9457)', () => {
  test.each([
    ['get', '/api/v1/stations/NOBODY', 404],
    ['get', '/api/v1/transactions/12345', 404],
    ['get', '/api/v1/transactions/abc', 404],
    ['get', '/api/v1/transactions/12345/meter-values', 404],
    ['get', '/api/v1/commands/nothing', 404],
    ['get', '/api/v1/nonsense', 404],
    ['get', '/api/v1/stations/%zz', 400],
    ['get', '/api/v1/stations?limit=0', 400],
    ['get', '/api/v1/stations?limit=many', 400],
    ['get', '/api/v1/stations?cursor=***', 400],
    ['get', '/api/v1/stations?unknown=1', 400],
    ['get', '/api/v1/transactions?state=open', 400],
    ['get', '/api/v1/transactions?cursor=Q1MgMQ', 400],
    ['delete', '/api/v1/id-tokens/NOBODY', 404],
    ['put', '/api/v1/id-tokens/this-tag-is-far-too-long', 400],
    ['delete', '/api/v1/stations', 405],
    ['put', '/api/v1/transactions/1', 405],
    ['post', '/health', 405],
  ] as const)('%s %s → %i', async (method, path, status) => {
    const request = rest();
    const response = await request[method](path)
      .expect(status)
      .expect('Content-Type', /^application\/problem\+json/);
    const problem = JSON.parse(response.text) as Record<string, unknown>;
    expect(problem).toMatchObject({
      type: 'about:blank',
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
    if (status === 405) expect(response.headers['allow']).toMatch(/GET/);
  });

  test('a body that is no JSON → 400', async () => {
    await rest()
      .post('/api/v1/id-tokens')
      .set('Content-Type', 'application/json')
      .send('{bad')
      .expect(400)
      .expect('Content-Type', /problem\+json/);
  });

  test('a wrong body names its fields', async () => {
    const { body } = await rest()
      .post('/api/v1/id-tokens')
      .send({ status: 'Odd', expiresAt: 'soon', x: 1 })
      .expect(400);
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'expiresAt',
      'idTag',
      'status',
      'x',
    ]);
  });
});

describe('id tokens', () => {
  const path = '/api/v1/id-tokens';

  test('are created, read, replaced and deleted, whatever the case of the tag', async () => {
    const { headers, body } = await rest()
      .post(path)
      .send({ idTag: 'Tag/1', expiresAt: '2030-01-01T00:00:00Z' })
      .expect(201);
    expect(headers['location']).toBe(`${path}/Tag%2F1`);
    expect(body).toMatchObject({ idTag: 'Tag/1', status: 'Accepted', expiresAt: '2030-01-01T00:00:00.000Z' });
    await rest().post(path).send({ idTag: 'TAG/1' }).expect(409);
    const replaced = await rest().put(`${path}/tag%2F1`).send({ status: 'Blocked', parentIdTag: 'P' }).expect(200);
    expect(replaced.body).toMatchObject({
      status: 'Blocked',
      parentIdTag: 'P',
      expiresAt: null,
      createdAt: body.createdAt,
    });
    expect((await rest().get(`${path}/TAG%2F1`).expect(200)).body).toEqual(replaced.body);
    await rest().delete(`${path}/TAG%2F1`).expect(204);
    await rest().get(`${path}/Tag%2F1`).expect(404);
  });

  test('an edit of what somebody else has changed meanwhile is refused: 412', async () => {
    const { headers } = await rest().post(path).send({ idTag: 'ETAG' }).expect(201);
    const etag = String(headers['etag']);
    expect((await rest().get(`${path}/ETAG`).expect(200)).headers['etag']).toBe(etag);
    await rest().get(`${path}/ETAG`).set('If-None-Match', etag).expect(304);
    await rest().put(`${path}/ETAG`).set('If-Match', etag).send({ status: 'Blocked' }).expect(200);
    await rest().put(`${path}/ETAG`).set('If-Match', etag).send({}).expect(412);
    await rest().put(`${path}/ETAG`).set('If-Match', 'W/"x"').send({}).expect(412);
    await rest().put(`${path}/NEW`).set('If-Match', etag).send({}).expect(412);
    await rest().delete(`${path}/ETAG`).set('If-Match', etag).expect(412);
    await rest().put(`${path}/ETAG`).send({ status: null }).expect(400);
    expect((await rest().get(`${path}/ETAG`).expect(200)).body.status).toBe('Blocked');
    await rest().delete(`${path}/ETAG`).set('If-Match', '*').expect(204);
  });

  test('of one group are listed by their parent', async () => {
    await rest().put(`${path}/GROUPED`).send({ parentIdTag: 'GROUP', concurrentTransactionLimit: 2 }).expect(200);
    const { body } = await rest().get(`${path}?parentIdTag=GROUP`).expect(200);
    expect(body.items).toMatchObject([{ idTag: 'GROUPED', concurrentTransactionLimit: 2 }]);
    await rest().delete(`${path}/GROUPED`).expect(204);
  });

  test('are listed page by page', async () => {
    const tags = Array.from({ length: 7 }, (_, index) => `PAGE-${index}`);
    for (const idTag of tags) await rest().post(path).send({ idTag }).expect(201);
    expect((await readAll(path, 3)).map(({ idTag }) => idTag)).toEqual(tags);
    await rest().post(path).send({ idTag: 'PAGF' }).expect(201);
    const begin = async (prefix: string) =>
      (await readAll(`${path}?idTagPrefix=${prefix}`, 3)).map(({ idTag }) => idTag);
    expect(await begin('page')).toEqual(tags);
    expect(await begin('PAG')).toEqual([...tags, 'PAGF']);
    expect(await begin('PAGE_')).toEqual([]);
    await rest().get(`${path}?idTagPrefix=`).expect(400);
  });
});

describe('stations', () => {
  test('are listed page by page, with what is connected now', async () => {
    const ids = ['LIST-a', 'LIST-b', 'LIST-ü'];
    const stations = [];
    for (const id of ids) stations.push(await TestStation.connect(api.origin, `/ocpp/${encodeURIComponent(id)}`));
    await stations[0]?.call('BootNotification', boot);
    await stations[1]?.close();
    await until(async () => !(await rest().get('/api/v1/stations/LIST-b')).body.connected, 'the station is gone');
    const listed = await readAll('/api/v1/stations', 2);
    expect(listed.map(({ id, connected }) => [id, connected])).toEqual([
      ['LIST-a', true],
      ['LIST-b', false],
      ['LIST-ü', true],
    ]);
    expect(
      (
        await rest()
          .get(`/api/v1/stations/${encodeURIComponent('LIST-ü')}`)
          .expect(200)
      ).body.id,
    ).toBe('LIST-ü');
    await Promise.all([stations[0]?.close(), stations[2]?.close()]);
  });

  test('are created, edited and deleted, with ETags that only an edit outdates', async () => {
    const path = '/api/v1/stations/MADE%201';
    const created = await rest().post('/api/v1/stations').send({ id: 'MADE 1', name: 'Yard' }).expect(201);
    expect(created.headers['location']).toBe(path);
    expect(created.body).toMatchObject({ id: 'MADE 1', name: 'Yard', registration: 'Accepted', connected: false });
    await rest().post('/api/v1/stations').send({ id: 'MADE 1' }).expect(409);
    await rest().post('/api/v1/stations').send({ id: 'a/b' }).expect(400);
    const etag = String((await rest().get(path).expect(200)).headers['etag']);
    const station = await TestStation.connect(api.origin, '/ocpp/MADE%201');
    await station.call('BootNotification', boot);
    expect((await rest().get(path).expect(200)).headers['etag']).not.toBe(etag);
    const edited = await rest().patch(path).set('If-Match', etag).send({ registration: 'Pending' }).expect(200);
    expect(edited.body).toMatchObject({ name: 'Yard', registration: 'Pending', vendor: 'Vendor' });
    await rest().patch(path).set('If-Match', etag).send({ name: null }).expect(412);
    await rest().patch(path).send({ registration: null }).expect(400);
    await rest().patch('/api/v1/stations/NOBODY').send({ name: 'x' }).expect(404);
    await rest().delete(path).set('If-Match', etag).expect(412);
    const closed = station.closed();
    await rest().delete(path).expect(204);
    expect(await closed).toBe(1008);
    await rest().get(path).expect(404);
    await rest().delete(path).expect(404);
  });

  test('"connected" is a live connection; lastSeenAt is when anything last arrived, kept after the end', async () => {
    const station = await TestStation.connect(api.origin, '/ocpp/SEEN');
    const before = Date.now();
    await station.call('Heartbeat', {});
    await station.close();
    await until(async () => {
      const { body } = await rest().get('/api/v1/stations/SEEN').expect(200);
      return !body.connected && Date.parse(body.lastSeenAt) >= before;
    }, 'the last time is stored');
  });
});

describe('transactions', () => {
  test('are listed newest first, filtered by station and state, page by page; meter values too', async () => {
    const station = await TestStation.connect(api.origin, '/ocpp/FILTER');
    const other = await TestStation.connect(api.origin, '/ocpp/FILTER-2');
    const timestamp = '2026-01-01T00:00:00Z';
    const ids: number[] = [];
    for (let meterStart = 0; meterStart < 5; meterStart += 1) {
      const start = { connectorId: 1, idTag: 'T', meterStart, timestamp };
      ids.unshift((await station.call('StartTransaction', start)).transactionId);
    }
    await other.call('StartTransaction', { connectorId: 1, idTag: 'T', meterStart: 0, timestamp });
    const [stopped = 0, ...active] = ids;
    const sampledValue = Array.from({ length: 5 }, (_, value) => ({ value: String(value) }));
    const power = { value: '11', measurand: 'Power.Active.Import' };
    const meterValue = [{ timestamp, sampledValue: [...sampledValue, power] }];
    await station.call('MeterValues', { connectorId: 1, transactionId: stopped, meterValue });
    await station.call('StopTransaction', { transactionId: stopped, meterStop: 9, timestamp });
    const list = async (query: string, limit = 2) =>
      (await readAll(`/api/v1/transactions?stationId=FILTER${query}`, limit)).map(({ id }) => id);
    expect(await list('')).toEqual(ids);
    expect(await list('&state=active')).toEqual(active);
    expect(await list('&state=stopped')).toEqual([stopped]);
    expect(await list('', 500)).toEqual(ids);
    const values = await readAll(`/api/v1/transactions/${stopped}/meter-values`, 2);
    expect(values.map(({ value }) => value)).toEqual(['0', '1', '2', '3', '4', '11']);
    const filtered = await readAll(`/api/v1/transactions/${stopped}/meter-values?measurand=Power.Active.Import`, 2);
    expect(filtered).toHaveLength(1);
    await station.close();
    await other.close();
  });
});

describe('health', () => {
  test.each(['/health', '/health/ready'])('%s checks the database', async (path) => {
    const { body } = await rest().get(path).expect(200);
    expect(body).toMatchObject({ status: 'ok', details: { database: { status: 'up' }, accepting: { status: 'up' } } });
  });

  test('/health/live asks nothing of anybody', async () => {
    expect((await rest().get('/health/live').expect(200)).body).toMatchObject({ status: 'ok', details: {} });
  });

  test('without its database the server is alive but not ready: 503 with the reason', async () => {
    const other = await startApi();
    await other.dataSource.destroy();
    const request = supertest(other.server);
    await request.get('/health/live').expect(200);
    const { text } = await request
      .get('/health/ready')
      .expect(503)
      .expect('Content-Type', /problem\+json/);
    expect(JSON.parse(text)).toMatchObject({ status: 503, checks: { database: { status: 'down' } } });
    await other.dataSource.initialize();
    await other.stop();
  });
});

describe('the API document', () => {
  test('is OpenAPI 3.1, each operation named, each reference there', async () => {
    const { body } = await rest().get('/api/openapi.json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    const operations = Object.values(body.paths as Record<string, Record<string, { operationId?: string }>>)
      .flatMap((item) => Object.values(item))
      .map(({ operationId }) => operationId);
    expect(operations.every(Boolean)).toBe(true);
    expect(new Set(operations).size).toBe(operations.length);
    const references = [...JSON.stringify(body).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    for (const name of references) expect(body.components.schemas).toHaveProperty(String(name));
    expect(JSON.stringify(body)).not.toContain('nullable');
  });

  test('can be read as a page', async () => {
    const { text, headers } = await rest().get('/api/docs').expect(200).expect('Content-Type', /html/);
    expect(text).toContain('swagger-ui');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    await rest().get('/api/docs/swagger-ui-init.js').expect(200);
  });
});
