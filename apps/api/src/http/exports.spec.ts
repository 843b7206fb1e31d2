// CSV beside every long list.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { MessageEntity } from '../message-log/message.entity.js';
import { StationEntity } from '../stations/station.entity.js';

let api: ApiUnderTest;
let document: Json;
beforeAll(async () => {
  api = await startApi();
  document = (await supertest(api.server).get('/api/openapi.json').expect(200)).body;
  await api.dataSource.getRepository(StationEntity).insert({ id: 'CS-1', createdAt: new Date() });
});
afterAll(() => api.stop());

/** The fields of the items of a list, by the document. */
function fieldsOf(path: string): string[] {
  const named = (reference: string): Json => document.components.schemas[reference.split('/').at(-1) ?? ''];
  const list = named(document.paths[path].get.responses['200'].content['application/json'].schema.$ref);
  return Object.keys(named((list.properties.items ?? list.properties.days).items.$ref).properties);
}

test('each page by page list has one, with every field of its items as a column', async () => {
  const paged = Object.entries(document.paths as Record<string, Json>)
    .filter(([, { get }]) => get?.parameters.some(({ name }: Json) => name === 'cursor'))
    .map(([path]) => path);
  expect(paged.length).toBeGreaterThan(10);
  await api.dataSource.query(
    `INSERT INTO transactions (id, station_id, connector_id, id_tag, id_tag_status, meter_start_wh, started_at, start_received_at)
     VALUES (1, 'CS-1', 1, 'T', 'Accepted', 0, '2026-01-01 00:00:00.000', '2026-01-01 00:00:00.000')`,
  );
  for (const path of [...paged, '/api/v1/statistics']) {
    const file = `${path}.csv`.replace('{stationId}', 'CS-1').replace('{transactionId}', '1');
    const { text, headers } = await supertest(api.server).get(file).expect(200);
    expect(headers['content-disposition']).toMatch(/^attachment; filename="[\w-]+\.csv"$/);
    const columns = text.split('\r\n')[0]?.split(',') ?? [];
    const nested = path === '/api/v1/stations' ? ['connectors'] : [];
    expect([path, [...columns, ...nested].sort()]).toEqual([path, fieldsOf(path).sort()]);
  }
});

test('of a station that does not exist: 404', async () => {
  for (const list of [
    'messages',
    'commands',
    'status-history',
    'job-statuses',
    'data-transfers',
    'certificate-requests',
  ]) {
    await supertest(api.server).get(`/api/v1/stations/NOBODY/${list}.csv`).expect(404);
  }
});

test('a long one is streamed: its first rows come before the last ones are read, and none is lost', async () => {
  const rows = Array.from({ length: 2500 }, (_, index) => ({
    stationId: 'CS-1',
    direction: 'in' as const,
    type: 'call' as const,
    messageId: String(index),
    action: index % 2 === 0 ? 'Heartbeat' : 'MeterValues',
    text: `[2,"${index}","Heartbeat",{}]`,
    sizeBytes: 1,
    receivedAt: new Date(Date.UTC(2026, 0, 1) + index),
  }));
  await api.dataSource.getRepository(MessageEntity).insert(rows);
  const response = await fetch(`${api.origin}/api/v1/stations/CS-1/messages.csv`);
  const chunks: string[] = [];
  for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk as Uint8Array).toString('utf8'));
  expect(chunks.length).toBeGreaterThan(2);
  const lines = chunks.join('').trim().split('\r\n').slice(1);
  expect(lines).toHaveLength(2500);
  expect(lines[0]).toContain('"[2,""2499"",""Heartbeat"",{}]"');
  const filter = `action=Heartbeat&from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00.010Z`;
  const { text } = await supertest(api.server).get(`/api/v1/stations/CS-1/messages.csv?${filter}`).expect(200);
  expect(text.trim().split('\r\n').slice(1)).toHaveLength(5);
});
