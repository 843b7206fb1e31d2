// Reading, charting, exporting and closing transactions, on every database.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { TestStation } from '../../test/test-station.js';

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

function transactionsSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  let station: TestStation;
  let day = 0;

  beforeAll(async () => {
    api = await startApi(kind);
    station = await TestStation.connect(api.origin, '/ocpp/CS-1');
  });
  afterAll(() => api.stop());

  const rest = () => supertest(api.server);
  const read = async (path: string): Promise<Json> => (await rest().get(`/api/v1/${path}`).expect(200)).body;
  const start = async (idTag: string, rest: object = {}): Promise<number> => {
    const timestamp = at(day++ * 86_400);
    const request = { connectorId: 1, idTag, meterStart: 100, timestamp, ...rest };
    return (await station.call('StartTransaction', request)).transactionId;
  };
  const send = (transactionId: number, second: number, sampledValue: object[]): Promise<Json> =>
    station.call('MeterValues', {
      connectorId: 1,
      transactionId,
      meterValue: [{ timestamp: at(second), sampledValue }],
    });
  const power = (kW: number) => ({ value: String(kW), measurand: 'Power.Active.Import', unit: 'kW' });

  test('are filtered by token, whatever its case, and by the time of their start', async () => {
    const ids = [await start('Filter'), await start('FILTER'), await start('Other')];
    const list = async (query: string): Promise<number[]> =>
      (await read(`transactions?stationId=CS-1&${query}`)).items.map(({ id }: Json) => id);
    expect(await list('idTag=filter')).toEqual([ids[1], ids[0]]);
    expect(await list(`from=${at(86_400)}`)).toEqual([ids[2], ids[1]]);
    expect(await list(`to=${at(86_400)}`)).toEqual([ids[0]]);
    expect(await list(`from=${at(86_400)}&to=${at(2 * 86_400)}&idTag=FILTER`)).toEqual([ids[1]]);
    await rest().get('/api/v1/transactions?from=yesterday').expect(400);
  });

  test('a zombie is closed by hand: with the newest meter value, once, and the audit says so', async () => {
    const id = await start('T');
    await send(id, 10, [{ value: '350' }]);
    const path = `/api/v1/transactions/${id}/close`;
    await rest().post(path).send({}).expect(400);
    const { body } = await rest().post(path).send({ reason: 'the station was scrapped' }).expect(200);
    expect(body).toMatchObject({ state: 'stopped', meterStopWh: 350, energyWh: 250, stopReceivedAt: null });
    expect(body.closedByHandAt).toBe(body.stoppedAt);
    await rest().post(path).send({ reason: 'again' }).expect(409);
    await rest().post('/api/v1/transactions/99999/close').send({ reason: 'x' }).expect(404);
    const { items } = await read('audit-entries');
    expect(items).toMatchObject([
      {
        actor: 'anonymous',
        action: 'closeTransaction',
        subject: `transactions/${id}`,
        detail: { reason: 'the station was scrapped', meterStopWh: null },
      },
    ]);
  });

  test("the station's own stop, should it still come, replaces what was closed by hand", async () => {
    const id = await start('T');
    await rest().post(`/api/v1/transactions/${id}/close`).send({ reason: 'r', meterStopWh: 200 }).expect(200);
    const stop = { transactionId: id, meterStop: 900, timestamp: at(50), reason: 'PowerLoss' };
    expect(await station.call('StopTransaction', stop)).toEqual({});
    expect(await read(`transactions/${id}`)).toMatchObject({
      meterStopWh: 900,
      stopReason: 'PowerLoss',
      stoppedAt: at(50),
      closedByHandAt: expect.any(String),
    });
    expect((await read('orphan-messages')).items).toEqual([]);
    await rest().post(`/api/v1/transactions/${id}/close`).send({ reason: 'r' }).expect(409);
  });

  test('meter values of a range, and a series for a chart that keeps the peaks', async () => {
    const id = await start('T');
    for (let second = 0; second <= 100; second += 1) {
      const peak = second === 57 ? 999 : second;
      await send(id, second, [power(peak), { ...power(1), phase: 'L1' }, { value: 'x', measurand: 'Vendor.Text' }]);
    }
    const range = `from=${at(10)}&to=${at(12)}&measurand=Power.Active.Import`;
    const { items } = await read(`transactions/${id}/meter-values?${range}`);
    expect(items.map(({ value }: Json) => value)).toEqual(['10', '1', '11', '1']);
    const series = `transactions/${id}/meter-values/series?measurand=`;
    const { points } = await read(`${series}Power.Active.Import&points=10`);
    expect(points).toHaveLength(10);
    expect(points[0]).toEqual({ from: at(0), count: 10, min: 0, max: 9, mean: 4.5, last: 9 });
    expect(points[5]).toMatchObject({ from: at(50), min: 50, max: 999 });
    expect(points[9]).toMatchObject({ count: 11, last: 100 });
    const phase = await read(`${series}Power.Active.Import&points=1&phase=L1`);
    expect(phase.points).toMatchObject([{ count: 101, min: 1, max: 1 }]);
    expect(await read(`${series}Vendor.Text`)).toEqual({ points: [] });
    expect(await read(`${series}Unknown`)).toEqual({ points: [] });
    await rest().get(`/api/v1/${series}X&points=0`).expect(400);
    await rest().get(`/api/v1/transactions/${id}/meter-values/series`).expect(400);
  });

  test('all that a station has measured, in a transaction or not, page by page: none twice, none left out (§4.7)', async () => {
    const other = await TestStation.connect(api.origin, '/ocpp/METERED');
    const values = (second: number, connectorId: number) => ({
      connectorId,
      meterValue: [{ timestamp: at(second), sampledValue: [{ value: `${second}` }, power(second)] }],
    });
    for (const second of [3, 1, 2, 2]) await other.call('MeterValues', values(second, second - 1));
    const list = async (query: string): Promise<Json[]> => {
      const items: Json[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: Json = await read(`stations/METERED/meter-values?limit=2${query}${cursor && `&cursor=${cursor}`}`);
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    };
    const all = await list('');
    expect(all.map(({ sampledAt }) => sampledAt)).toEqual([at(3), at(3), at(2), at(2), at(1), at(1)]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(6);
    expect(await list('&connectorId=0')).toMatchObject([
      { connectorId: 0, transactionId: null, measurand: 'Power.Active.Import' },
      { connectorId: 0, transactionId: null, value: '1' },
    ]);
    expect(await list(`&from=${at(2)}&to=${at(3)}&measurand=Power.Active.Import`)).toMatchObject([{ value: '2' }]);
    const { text } = await rest().get('/api/v1/stations/METERED/meter-values.csv').expect(200);
    expect(text.trim().split('\r\n')).toHaveLength(7);
    await rest().get('/api/v1/stations/METERED/meter-values?cursor=eHg').expect(400);
    await rest().get('/api/v1/stations/NOBODY/meter-values').expect(404);
    await other.close();
  });

  test('CSV: every row of the filter, cells quoted, formulas defused', async () => {
    const id = await start('=1+1,"x"');
    await send(id, 1, [{ value: '-5.5', measurand: 'Temperature', unit: 'Celsius' }]);
    const response = await rest().get('/api/v1/transactions.csv?idTag==1%2B1,"x"').expect(200);
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(response.headers['content-disposition']).toBe('attachment; filename="transactions.csv"');
    const [header, line, end] = response.text.split('\r\n');
    expect(header).toMatch(/^id,stationId,connectorId,state,idTag,/);
    expect(line).toContain(`${id},CS-1,1,active,"'=1+1,""x""",Invalid,100,,`);
    expect(end).toBe('');
    const all = (await rest().get('/api/v1/transactions.csv').expect(200)).text.trim().split('\r\n');
    const count = await api.dataSource.query<{ n: number }[]>('SELECT COUNT(*) AS n FROM transactions');
    expect(all).toHaveLength(Number(count[0]?.n) + 1);
    const values = await rest().get(`/api/v1/transactions/${id}/meter-values.csv`).expect(200);
    expect(values.text.split('\r\n')[1]).toContain('Temperature,,Outlet,Sample.Periodic,Celsius,-5.5,-5.5');
    await rest().get('/api/v1/transactions/99999/meter-values.csv').expect(404);
  });
}

describe('transactions on SQLite', () => transactionsSuite('SQLite'));
describeWith('MariaDB', 'transactions on MariaDB', () => transactionsSuite('MariaDB'));
