import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { TestStation, until } from '../../test/test-station.js';
import { LiveEvents } from './live-events.js';
import { MemoryEventJournal } from './memory-event-journal.js';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

class TestListener {
  text = '';
  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8').on('data', (chunk: string) => (this.text += chunk));
  }

  static async open(query = '', lastEventId?: string): Promise<TestListener> {
    const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
    const request = get(`${api.origin}/api/v1/events${query}`, { headers });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const listener = new TestListener(response);
    open.push(listener);
    return listener;
  }

  /** `[event, data]`; `id` in the data. */
  get events(): [string, Json][] {
    return [...this.text.matchAll(/id: (\S+)\nevent: (\w+)\ndata: (.*)\n\n/g)].map(([, id, event, data]) => [
      String(event),
      { id, ...(JSON.parse(String(data)) as object) },
    ]);
  }

  async lastId(): Promise<string> {
    await until(() => this.events.length > 0, 'an event came');
    return String(this.events.at(-1)?.[1].id);
  }
}

const open: TestListener[] = [];
afterEach(() => {
  for (const listener of open.splice(0)) listener.response.destroy();
});

const energy = { timestamp: '2026-01-01T00:00:01Z', sampledValue: [{ value: '5' }] };
const start = (meterStart: number) => ({ connectorId: 1, idTag: 'T', meterStart, timestamp: '2026-01-01T00:00:00Z' });

test('a session from end to end: connection, status, transaction, meter, command, message, in order', async () => {
  const listener = await TestListener.open('?stationIds=LIVE,OTHER');
  expect(listener.response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  });
  const elsewhere = await TestStation.connect(api.origin, '/ocpp/UNHEARD');
  const station = await TestStation.connect(api.origin, '/ocpp/LIVE');
  await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' });
  const { transactionId } = await station.call('StartTransaction', start(1));
  await station.call('StartTransaction', start(1));
  await station.call('MeterValues', { connectorId: 1, transactionId, meterValue: [energy] });
  await station.call('StopTransaction', { transactionId, meterStop: 5, timestamp: '2026-01-01T00:00:02Z' });
  void station.next().then(([, messageId]) => station.send([3, messageId, { status: 'Accepted' }]));
  const command = { action: 'ClearCache', payload: {} };
  const request = supertest(api.server).post('/api/v1/stations/LIVE/commands').set('Prefer', 'wait=10');
  const { body } = await request.send(command).expect(200);
  await station.close();
  await elsewhere.close();
  const isEnd = ([event, data]: [string, Json]): boolean => event === 'connection' && data.connected === false;
  await until(() => listener.events.some(isEnd), 'the end is told');
  const told = listener.events.filter(([event]) => event !== 'message');
  expect(told).toMatchObject([
    ['open', {}],
    ['connection', { stationId: 'LIVE', connected: true, at: expect.any(String) }],
    ['status', { connectorId: 1, status: 'Preparing' }],
    ['transaction', { state: 'active', transactionId, idTag: 'T', idTagStatus: 'Invalid' }],
    ['meter', { transactionId, values: [{ value: '5', unit: 'Wh' }] }],
    ['transaction', { state: 'stopped', transactionId, meterStopWh: 5 }],
    ['command', { commandId: body.id, status: 'queued' }],
    ['command', { status: 'sent' }],
    ['command', { status: 'accepted' }],
    ['connection', { connected: false }],
  ]);
  const messages = listener.events.filter(([event]) => event === 'message').map(([, data]) => data);
  expect(messages).toHaveLength(12);
  expect(messages[0]).toMatchObject({ stationId: 'LIVE', direction: 'in', action: 'StatusNotification' });
  expect(JSON.parse(messages[0].text)).toHaveLength(4);
});

test('a listener that was away gets what it missed by Last-Event-ID, each event once', async () => {
  const first = await TestListener.open('?types=status');
  const station = await TestStation.connect(api.origin, '/ocpp/AWAY');
  const status = (connectorId: number) =>
    station.call('StatusNotification', { connectorId, errorCode: 'NoError', status: 'Available' });
  await status(1);
  await until(() => first.events.length === 2, 'the first is told');
  const id = await first.lastId();
  first.response.destroy();
  await status(2);
  await status(3);
  for (const second of [
    await TestListener.open('?types=status', id),
    await TestListener.open(`?types=status&lastEventId=${id}`),
  ]) {
    await until(() => second.events.length === 2, 'what was missed is told');
    expect(second.events.map(([, { connectorId }]) => connectorId)).toEqual([2, 3]);
  }
  await station.close();
});

test.each([['000000000000-5'], ['5'], ['99999999999999999'], ['nonsense']])(
  'an id that is not remembered (%s) is answered with a gap, and the stream goes on',
  async (id) => {
    const listener = await TestListener.open('?types=connection', id);
    const station = await TestStation.connect(api.origin, '/ocpp/GAP');
    await until(() => listener.events.length >= 2, 'the connection is told');
    expect(listener.events.map(([event]) => event).slice(0, 2)).toEqual(['gap', 'connection']);
    await station.close();
  },
);

test('a flood of messages pushes no transaction out; what is pushed out makes a gap for who wants it', async () => {
  const journal = new MemoryEventJournal();
  const id = await journal.newestId();
  const at = new Date();
  journal.append({ type: 'transaction', stationId: 'CS', at, data: {} });
  for (let index = 0; index < 12_000; index += 1) journal.append({ type: 'message', stationId: 'CS', at, data: {} });
  expect(await journal.after(id, new Set(['transaction']))).toHaveLength(1);
  expect(await journal.after(id, new Set(['message']))).toBeNull();
  expect(await journal.after(String(Number(id) + 12_001 - 5000), new Set(['message']))).toHaveLength(5000);
  expect(await journal.after(String(Number(id) + 99_999), new Set(['message']))).toBeNull();
});

test('where nobody listens nothing is remembered; who listened is told what was missed for an hour, and of a gap after it', async () => {
  const journal = new MemoryEventJournal();
  const happens = (minutes: number): void => {
    const at = new Date(Date.now() + minutes * 60_000);
    journal.append({ type: 'status', stationId: 'CS', at, data: {} });
  };
  const missedSince = async (id: string): Promise<number | undefined> =>
    (await journal.after(id, new Set(['status'])))?.length;
  const before = String(Number(await journal.newestId()) - 1);
  const stop = await journal.listen({ happened: () => {}, gap: () => {} });
  const id = await journal.newestId();
  happens(600);
  stop();
  happens(59);
  expect([await missedSince(id), await missedSince(before)]).toEqual([2, undefined]);
  happens(61);
  expect(await missedSince(id)).toBeUndefined();
  const later = await journal.newestId();
  happens(1);
  expect([await missedSince(later), await missedSince(id)]).toEqual([1, undefined]);
  const unheard = new MemoryEventJournal();
  unheard.append({ type: 'status', stationId: 'CS', at: new Date(), data: {} });
  expect(await unheard.after(String(Number(await unheard.newestId()) - 1), new Set(['status']))).toBeNull();
});

test('a listener that does not read is cut off, and holds nobody up', async () => {
  const deaf = await TestListener.open('?types=message');
  deaf.response.pause();
  const live = api.app.get(LiveEvents);
  const text = 'x'.repeat(60_000);
  deaf.response.on('error', () => {});
  const closed = new Promise((resolve) => deaf.response.on('close', resolve));
  for (let index = 0; index < 400; index += 1) live.publish('message', 'CS', { text });
  await new Promise((resolve) => setTimeout(resolve, 200));
  deaf.response.resume();
  await closed;
  expect(deaf.response.complete).toBe(false);
});

test('wrong filters are refused; a stop ends the streams', async () => {
  await supertest(api.server).get('/api/v1/events?types=weather').expect(400);
  const other = await startApi();
  const request = get(`${other.origin}/api/v1/events`);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const ended = once(response.resume(), 'end');
  await other.stop();
  await ended;
});
