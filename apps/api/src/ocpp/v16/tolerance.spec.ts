// Sloppiness of real stations: what is meant is plain, so it is served, and noted where a person sees it.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../../test/api-under-test.js';
import type { Json } from '../../../test/json.js';
import { boot, TestStation, until } from '../../../test/test-station.js';

const timestamp = '2026-01-01T12:00:00Z';

function toleranceSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  let station: TestStation;
  beforeAll(async () => {
    api = await startApi(kind);
    station = await TestStation.connect(api.origin, '/ocpp/CS-1');
  });
  afterAll(() => api.stop());

  const read = async (path: string): Promise<Json> =>
    (await supertest(api.server).get(`/api/v1/${path}`).expect(200)).body;
  const deviations = async (): Promise<Json[]> => (await read('stations/CS-1/deviations')).items;
  const deviation = async (path: string, example?: string): Promise<Json> => {
    const isMeant = (each: Json): boolean => each.path === path && (example === undefined || each.example === example);
    await until(async () => (await deviations()).some(isMeant), `a deviation at ${path}`);
    return (await deviations()).find(isMeant);
  };
  let counter = 0;
  const start = async (): Promise<number> => {
    const request = { connectorId: 1, idTag: 'T', meterStart: counter++, timestamp };
    return (await station.call('StartTransaction', request)).transactionId;
  };
  /** Sends one sampled value, and reads what was stored of it. */
  const sample = async (value: object): Promise<Json> => {
    const transactionId = await start();
    const meterValue = [{ timestamp, sampledValue: [value] }];
    expect(await station.call('MeterValues', { connectorId: 1, transactionId, meterValue })).toEqual({});
    return (await read(`transactions/${transactionId}/meter-values`)).items[0];
  };

  test('measurand, unit, context and location of a vendor are stored as sent, and noted (§7.31, §7.35)', async () => {
    const value = { value: '21', measurand: 'Vendor.Humidity', unit: 'rh%', context: 'Vendor.Now', location: 'Roof' };
    expect(await sample(value)).toMatchObject({ ...value, number: 21 });
    await sample(value);
    await sample({ value: '1', measurand: 'Vendor.Other' });
    const path = '/meterValue/*/sampledValue/*/measurand';
    await until(async () => (await deviations()).filter((each) => each.path === path).length === 2, 'both are noted');
    await until(async () => (await deviations()).some(({ count }) => count === 2), 'the repetition is counted');
    const noted = (await deviations()).filter((each) => each.path === path);
    expect(noted.map(({ example, count }) => [example, count]).sort()).toEqual([
      ['"Vendor.Humidity"', 2],
      ['"Vendor.Other"', 1],
    ]);
    expect(noted[0]).toMatchObject({ action: 'MeterValues', outcome: 'tolerated' });
    expect(noted[0].problem).toMatch(/^must be one of Energy/);
  });

  test('texts of a vendor that are longer than any column are cut, not lost', async () => {
    const stored = await sample({
      value: '1',
      measurand: 'M'.repeat(300),
      unit: 'u'.repeat(99),
      context: 'c'.repeat(99),
    });
    expect(stored).toMatchObject({ measurand: 'M'.repeat(100), unit: 'u'.repeat(32), context: 'c'.repeat(32) });
  });

  test('listed values in another case are what the standard lists (§7)', async () => {
    const value = { value: '1500', measurand: 'energy.active.import.register', unit: 'wh', context: 'sample.periodic' };
    const listed = { measurand: 'Energy.Active.Import.Register', unit: 'Wh', context: 'Sample.Periodic' };
    expect(await sample(value)).toMatchObject(listed);
    const status = { connectorId: 4, errorCode: 'noerror', status: 'available' };
    expect(await station.call('StatusNotification', status)).toEqual({});
    expect((await read('stations/CS-1')).connectors).toMatchObject([{ status: 'Available', errorCode: 'NoError' }]);
  });

  test('a sampled value that is a number, with fields of the vendor, is stored as text (§7.43)', async () => {
    expect(await sample({ value: 12.5, multiplier: -1 })).toMatchObject({ value: '12.5', number: 12.5 });
    expect(await deviation('/meterValue/*/sampledValue/*/value')).toMatchObject({ example: '12.5' });
    expect(await deviation('/meterValue/*/sampledValue/*')).toMatchObject({
      problem: 'must not have the field multiplier',
    });
  });

  test('overlong descriptions are stored (§7, CiString): vendor, model, firmware, info', async () => {
    const long = { ...boot, chargePointVendor: 'V'.repeat(40), firmwareVersion: 'F'.repeat(99) };
    expect(await station.call('BootNotification', long)).toMatchObject({ status: 'Accepted' });
    expect(await read('stations/CS-1')).toMatchObject({ vendor: 'V'.repeat(40), firmwareVersion: 'F'.repeat(64) });
    const status = { connectorId: 5, errorCode: 'NoError', status: 'Faulted', info: 'i'.repeat(80) };
    expect(await station.call('StatusNotification', status)).toEqual({});
    expect(await deviation('/chargePointVendor')).toMatchObject({ problem: 'must have at most 20 characters' });
  });

  test('null for a field that may be absent is absent; for one that must be there it is missing', async () => {
    const status = { connectorId: 6, errorCode: 'NoError', status: 'Faulted', info: null, timestamp: null };
    expect(await station.call('StatusNotification', status)).toEqual({});
    const refused = await station.call('StatusNotification', { ...status, errorCode: null });
    expect(refused.slice(2, 3)).toEqual(['OccurenceConstraintViolation']);
    const stop = { transactionId: await start(), meterStop: 1, timestamp, reason: null, idTag: null };
    expect(await station.call('StopTransaction', stop)).toEqual({});
  });

  test('a status whose time cannot be read is kept without it (§4.9)', async () => {
    const status = { connectorId: 7, errorCode: 'NoError', status: 'Faulted', timestamp: '' };
    expect(await station.call('StatusNotification', status)).toEqual({});
    expect((await read('stations/CS-1')).connectors.at(-1)).toMatchObject({ connectorId: 7, statusAt: null });
  });

  test('reasons and error codes of a vendor are Other and OtherError: no stop and no fault is lost (§7.36, §7.6)', async () => {
    const transactionId = await start();
    const stop = { transactionId, meterStop: 900, timestamp, reason: 'VendorButton' };
    expect(await station.call('StopTransaction', stop)).toEqual({});
    expect(await read(`transactions/${transactionId}`)).toMatchObject({ state: 'stopped', stopReason: 'Other' });
    const status = { connectorId: 8, errorCode: 'FanBroken', status: 'Faulted' };
    expect(await station.call('StatusNotification', status)).toEqual({});
    expect((await read('stations/CS-1')).connectors.at(-1)).toMatchObject({ errorCode: 'OtherError' });
    expect(await deviation('/reason', '"VendorButton"')).toMatchObject({ action: 'StopTransaction' });
  });

  test.each([
    ['a field that there is not', 'Heartbeat', { x: 1 }, 'FormationViolation', ''],
    [
      'an integer in quotes',
      'StopTransaction',
      { transactionId: '1', meterStop: 1, timestamp },
      'TypeConstraintViolation',
      '/transactionId',
    ],
    ['an overlong tag', 'Authorize', { idTag: 'x'.repeat(21) }, 'PropertyConstraintViolation', '/idTag'],
    [
      'a status that there is not',
      'StatusNotification',
      { connectorId: 1, errorCode: 'NoError', status: 'Odd' },
      'PropertyConstraintViolation',
      '/status',
    ],
    [
      'a time that is none',
      'StopTransaction',
      { transactionId: 1, meterStop: 1, timestamp: 'now' },
      'TypeConstraintViolation',
      '/timestamp',
    ],
    ['one good and one bad at once', 'BootNotification', { ...boot, iccid: null, x: 1 }, 'FormationViolation', ''],
  ])('%s is refused with the exact code, and noted (OCPP-J 1.6 §4.2.3)', async (_what, action, payload, code, path) => {
    expect((await station.call(action, payload)).slice(2, 3)).toEqual([code]);
    await until(
      async () =>
        (await deviations()).some((each) => each.action === action && each.path === path && each.outcome === 'refused'),
      'it is noted',
    );
  });

  test('a station that invents something new each time fills neither memory nor table; a person can forget it all', async () => {
    const other = await TestStation.connect(api.origin, '/ocpp/INVENTIVE');
    const sampledValue = Array.from({ length: 20 }, (_, index) => ({ value: '1', measurand: `V${index}` }));
    for (let index = 0; index < 15; index += 1) {
      const own = sampledValue.map(({ measurand }) => ({ value: '1', measurand: `${measurand}-${index}` }));
      await other.call('MeterValues', { connectorId: 1, meterValue: [{ timestamp, sampledValue: own }] });
    }
    const path = 'stations/INVENTIVE/deviations';
    await until(async () => (await read(path)).items.length === 200, 'the table is full');
    await supertest(api.server).delete(`/api/v1/${path}`).expect(204);
    expect((await read(path)).items).toEqual([]);
    await supertest(api.server).get('/api/v1/stations/NOBODY/deviations').expect(404);
    await other.close();
  });
}

describe('tolerance on SQLite', () => toleranceSuite('SQLite'));
describeWith('MariaDB', 'tolerance on MariaDB', () => toleranceSuite('MariaDB'));
