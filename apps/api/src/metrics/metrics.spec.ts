import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest } from '../../test/api-under-test.js';
import { TestStation, until } from '../../test/test-station.js';
import { Log } from '../logging/log.js';
import { Metrics } from './metrics.js';

const ROOT_API_KEY = 'root-key-of-more-than-32-characters';
/** As Prometheus sends it: it takes anything, even a page. */
const ACCEPT = 'application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi('SQLite', {
    AUTH_MODE: 'api-key',
    ROOT_API_KEY,
    UNKNOWN_STATIONS: 'accept',
    STATION_AUTH: 'optional',
  });
});
afterAll(() => api.stop());

const scrape = async (): Promise<string> => {
  const request = supertest(api.server).get('/metrics').set('Accept', ACCEPT);
  const { text, headers } = await request.set('Authorization', `Bearer ${ROOT_API_KEY}`).expect(200);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  return text;
};
const valueOf = (text: string, name: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')[1],
  );

test('messages by action and outcome, latency, connected stations, waiting CALLs, commands', async () => {
  const station = await TestStation.connect(api.origin, '/ocpp/CS-1');
  await station.call('Heartbeat', {});
  await station.call('Heartbeat', {});
  await station.call('Heartbeat', { wrong: 1 });
  for (let index = 0; index < 5; index += 1) await station.call(`Invented${index}`, {});
  void station.next().then(([, messageId]) => station.send([3, messageId, { status: 'Accepted' }]));
  const command = supertest(api.server).post('/api/v1/stations/CS-1/commands').set('Prefer', 'wait=10');
  await command.set('Authorization', `Bearer ${ROOT_API_KEY}`).send({ action: 'ClearCache', payload: {} }).expect(200);
  const text = await scrape();
  expect(valueOf(text, 'ocpp_inbound_call_seconds_count{action="Heartbeat",outcome="result"}')).toBe(2);
  expect(valueOf(text, 'ocpp_inbound_call_seconds_count{action="Heartbeat",outcome="error"}')).toBe(1);
  expect(valueOf(text, 'ocpp_inbound_call_seconds_count{action="unknown",outcome="error"}')).toBe(5);
  expect(text).not.toContain('Invented');
  expect(valueOf(text, 'ocpp_commands_total{action="ClearCache",status="accepted"}')).toBe(1);
  expect(valueOf(text, 'ocpp_connected_stations')).toBe(1);
  expect(valueOf(text, 'ocpp_waiting_calls')).toBe(0);
  expect(text).toContain('process_cpu_seconds_total');
  await station.close();
});

test('without the role of an operator: refused', () => supertest(api.server).get('/metrics').expect(401));

test('connected stations as a line of the CloudWatch embedded metric format', () => {
  const info = jest.spyOn(api.app.get(Log), 'info');
  api.app.get(Metrics).logEmbedded('Csms');
  const [fields] = info.mock.lastCall ?? [];
  expect(fields).toEqual({
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        { Namespace: 'Csms', Dimensions: [[]], Metrics: [{ Name: 'ConnectedStations', Unit: 'Count' }] },
      ],
    },
    ConnectedStations: 0,
  });
  info.mockRestore();
});

describeWith('MariaDB', 'metrics of the database pool', () => {
  test('open, free and waited for', async () => {
    const other = await startApi('MariaDB', { DATABASE_POOL_SIZE: '3' });
    try {
      const holders = Array.from({ length: 3 }, () => other.dataSource.createQueryRunner());
      await Promise.all(holders.map((holder) => holder.connect()));
      const waiting = Promise.all([1, 2].map(() => other.dataSource.query('SELECT 1')));
      const look = async (): Promise<string> => (await supertest(other.server).get('/metrics').expect(200)).text;
      await until(async () => valueOf(await look(), 'database_pool_waiting') >= 2, 'two wait');
      const text = await look();
      expect(valueOf(text, 'database_pool_connections')).toBe(3);
      expect(valueOf(text, 'database_pool_free')).toBe(0);
      expect(valueOf(text, 'database_pool_waiting')).toBeGreaterThanOrEqual(2);
      await Promise.all(holders.map((holder) => holder.release()));
      await waiting;
    } finally {
      await other.stop();
    }
  });
});
