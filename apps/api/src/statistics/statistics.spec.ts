import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { StatusHistoryEntity } from '../station-records/record.entities.js';
import { ConnectorEntity } from '../stations/connector.entity.js';
import { MeterValueEntity, NO_SAMPLE } from '../transactions/meter-value.entity.js';
import { TransactionEntity } from '../transactions/transaction.entity.js';
import { availabilityByDay } from './availability.js';

const at = (day: number, hour = 0): Date => new Date(Date.UTC(2026, 0, day, hour));

function statisticsSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await startApi(kind);
    const transactions = api.dataSource.getRepository(TransactionEntity);
    const transaction = { stationId: 'A', connectorId: 1, idTag: 'T', idTagStatus: 'Accepted', startReceivedAt: at(9) };
    const start = (startedAt: Date, meterStartWh: number, rest: object = {}): Promise<unknown> =>
      transactions.insert({ ...transaction, startedAt, meterStartWh, ...rest });
    await start(new Date(at(2).getTime() - 1), 0, { meterStopWh: 1 });
    await start(at(2), 100, { meterStopWh: 1100.5 });
    await start(at(2, 23), 0, { latestMeterWh: 20 });
    await start(at(2, 12), 50, { id: 900, stationId: 'B', latestMeterWh: 55 });
    // As they arrived: the newest by the station's clock counts.
    const values = api.dataSource.getRepository(MeterValueEntity);
    const value = {
      stationId: 'B',
      connectorId: 1,
      transactionId: 900,
      receivedAt: at(9),
      samples: '[]',
      ...NO_SAMPLE,
    };
    for (const [hour, energyWh] of [
      [13, 60],
      [15, 75],
      [14, 65],
      [16, null],
    ] as const)
      await values.insert({ ...value, sampledAt: at(2, hour), energyWh, fingerprint: `B ${hour}` });
    await start(at(4), 0, { meterStopWh: 7 });
    await start(at(5), 0, { meterStopWh: 9999 });
    const statuses = api.dataSource.getRepository(StatusHistoryEntity);
    const connectors = api.dataSource.getRepository(ConnectorEntity);
    const status = async (stationId: string, connectorId: number, receivedAt: Date, text: string): Promise<void> => {
      const row = { stationId, connectorId, receivedAt, status: text, errorCode: 'NoError' };
      await statuses.insert({ ...row });
      await connectors.upsert(row, ['stationId', 'connectorId']);
    };
    await status('A', 1, at(1), 'Faulted');
    await status('A', 1, at(1, 1), 'Available');
    await status('B', 1, at(1, 2), 'Unavailable');
    await status('A', 0, at(2, 1), 'Faulted');
    await status('A', 1, at(2, 12), 'Faulted');
    await status('A', 1, at(3, 6), 'Charging');
  });
  afterAll(() => api.stop());

  const read = async (rest = ''): Promise<Json[]> => {
    const query = `from=${at(2).toISOString()}&to=${at(5).toISOString()}${rest}`;
    return (await supertest(api.server).get(`/api/v1/statistics?${query}`).expect(200)).body.days;
  };

  test('by day: sessions that began on it, their energy, the share of usable time', async () => {
    expect(await read('&stationId=A')).toEqual([
      { day: '2026-01-02', sessions: 2, energyWh: 1020.5, availability: 0.5 },
      { day: '2026-01-03', sessions: 0, energyWh: 0, availability: 0.75 },
      { day: '2026-01-04', sessions: 1, energyWh: 7, availability: 1 },
    ]);
  });

  test('over all stations', async () => {
    expect((await read())[0]).toEqual({ day: '2026-01-02', sessions: 3, energyWh: 1045.5, availability: 0.25 });
    expect(await read('&stationId=NOBODY')).toEqual([]);
  });

  test.each(['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'from=2020-01-01T00:00:00Z', 'from=soon'])(
    '%s → 400',
    (query) => supertest(api.server).get(`/api/v1/statistics?${query}`).expect(400),
  );
}

describe('statistics on SQLite', () => statisticsSuite('SQLite'));
describeWith('MariaDB', 'statistics on MariaDB', () => statisticsSuite('MariaDB'));

test('nothing is known of time before the first status, and after the end', () => {
  const change = { connector: '1', status: 'Faulted', at: at(1, 12) };
  const back = { ...change, status: 'Available', at: at(1, 15) };
  expect([...availabilityByDay([change, back], at(1), at(1, 16))]).toEqual([['2026-01-01', 0.25]]);
  expect([...availabilityByDay([], at(1), at(9))]).toEqual([]);
});
