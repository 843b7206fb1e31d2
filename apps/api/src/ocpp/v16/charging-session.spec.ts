// A station's whole life with the CSMS, on every database that the product runs on.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../../test/api-under-test.js';
import type { Json } from '../../../test/json.js';
import { boot, TestStation } from '../../../test/test-station.js';

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, seconds)).toISOString();
const energy = (timestamp: string, ...values: string[]) => ({
  timestamp,
  sampledValue: values.map((value) => ({ value })),
});

function sessionSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  let station: TestStation;
  let counter = 0;

  beforeAll(async () => {
    api = await startApi(kind);
    await rest().put('/api/v1/id-tokens/Good-Tag').send({}).expect(200);
    await rest().put('/api/v1/id-tokens/BLOCKED').send({ status: 'Blocked' }).expect(200);
    await rest().put('/api/v1/id-tokens/EXPIRED').send({ expiresAt: '2020-01-01T00:00:00Z' }).expect(200);
    station = await TestStation.connect(api.origin, '/ocpp/CS-1');
  });
  afterAll(() => api.stop());

  const rest = () => supertest(api.server);
  const read = async (path: string): Promise<Json> => (await rest().get(`/api/v1${path}`).expect(200)).body;
  const valuesOf = async (id: number): Promise<Json[]> => (await read(`/transactions/${id}/meter-values`)).items;
  const lastOrphan = async (): Promise<Json> => (await read('/orphan-messages?limit=1')).items[0];
  /** A start that no other test has sent. */
  const newStart = (rest: object = {}) => ({
    connectorId: 1,
    idTag: 'Good-Tag',
    meterStart: 1000,
    timestamp: new Date(Date.UTC(2026, 0, 2) + counter++).toISOString(),
    ...rest,
  });
  const start = async (rest: object = {}): Promise<number> =>
    (await station.call('StartTransaction', newStart(rest))).transactionId;

  test('BootNotification stores the station (§4.2)', async () => {
    const answer = await station.call('BootNotification', {
      ...boot,
      chargePointSerialNumber: 'SN-1',
      firmwareVersion: '1.2.3',
    });
    expect(answer).toEqual({ status: 'Accepted', currentTime: expect.any(String), interval: 300 });
    expect(await read('/stations/CS-1')).toMatchObject({
      connected: true,
      vendor: 'Vendor',
      model: 'Model',
      serialNumber: 'SN-1',
      firmwareVersion: '1.2.3',
      ocppVersion: '1.6',
      lastBootAt: expect.any(String),
      lastSeenAt: expect.any(String),
    });
  });

  test('StatusNotification creates the connector and then changes it, with both times (§4.9)', async () => {
    const status = { connectorId: 2, errorCode: 'NoError', status: 'Available', timestamp: at(0) };
    expect(await station.call('StatusNotification', status)).toEqual({});
    await station.call('StatusNotification', { ...status, status: 'Charging', info: 'ü 🔌' });
    await station.call('StatusNotification', { connectorId: 0, errorCode: 'NoError', status: 'Available' });
    const { connectors } = await read('/stations/CS-1');
    expect(connectors).toMatchObject([
      { connectorId: 0, status: 'Available', statusAt: null },
      { connectorId: 2, status: 'Charging', info: 'ü 🔌', statusAt: at(0), receivedAt: expect.any(String) },
    ]);
  });

  test.each([
    ['Good-Tag', 'Accepted'],
    ['gOOD-tAG', 'Accepted'],
    ['BLOCKED', 'Blocked'],
    ['EXPIRED', 'Expired'],
    ['UNKNOWN', 'Invalid'],
  ])('Authorize %s → %s; the case of a tag means nothing (§4.1, §7.28)', async (idTag, status) => {
    expect((await station.call('Authorize', { idTag })).idTagInfo.status).toBe(status);
  });

  test.each([
    ['UNKNOWN', 'Invalid'],
    ['BLOCKED', 'Blocked'],
    ['EXPIRED', 'Expired'],
  ])(
    'StartTransaction with tag %s is told %s, with a real transaction id, and stored (§4.8)',
    async (idTag, status) => {
      const answer = await station.call('StartTransaction', newStart({ idTag }));
      expect(answer.idTagInfo.status).toBe(status);
      expect(answer.transactionId).toBeGreaterThan(0);
      expect(await read(`/transactions/${answer.transactionId}`)).toMatchObject({ idTag, idTagStatus: status });
    },
  );

  test('a session from start to stop: times, energy and reason as the station sent them', async () => {
    const id = await start({ meterStart: 1500, timestamp: at(0) });
    expect(await read(`/transactions/${id}`)).toMatchObject({ state: 'active', energyWh: null, startedAt: at(0) });
    const meterValue = { connectorId: 1, transactionId: id, meterValue: [energy(at(10), '1700')] };
    expect(await station.call('MeterValues', meterValue)).toEqual({});
    expect(await read(`/transactions/${id}`)).toMatchObject({ state: 'active', energyWh: 200 });
    const stop = { transactionId: id, idTag: 'Good-Tag', meterStop: 2100, timestamp: at(20), reason: 'EVDisconnected' };
    expect(await station.call('StopTransaction', stop)).toEqual({ idTagInfo: { status: 'Accepted' } });
    expect(await read(`/transactions/${id}`)).toEqual({
      id,
      stationId: 'CS-1',
      connectorId: 1,
      state: 'stopped',
      idTag: 'Good-Tag',
      idTagStatus: 'Accepted',
      meterStartWh: 1500,
      meterStopWh: 2100,
      energyWh: 600,
      startedAt: at(0),
      startReceivedAt: expect.any(String),
      stoppedAt: at(20),
      stopReceivedAt: expect.any(String),
      stopReason: 'EVDisconnected',
      closedByHandAt: null,
      stopIdTag: 'Good-Tag',
      reservationId: null,
    });
  });

  test('a stop without a reason is Local (§7.36), and one without a tag is answered without idTagInfo', async () => {
    const id = await start();
    expect(await station.call('StopTransaction', { transactionId: id, meterStop: 1, timestamp: at(1) })).toEqual({});
    expect(await read(`/transactions/${id}`)).toMatchObject({ stopReason: 'Local', stopIdTag: null });
  });

  test('StartTransaction resent with the same or a new message id is the same transaction', async () => {
    const request = newStart();
    const first = await station.call('StartTransaction', request, 'same-id');
    expect(await station.call('StartTransaction', request, 'same-id')).toEqual(first);
    expect(await station.call('StartTransaction', request, 'new-id')).toEqual(first);
    const other = await station.call('StartTransaction', { ...request, connectorId: 2 });
    expect(other.transactionId).not.toBe(first.transactionId);
  });

  test('StartTransaction resent over a new connection while the first is in work is the same transaction', async () => {
    const request = newStart();
    const old = await TestStation.connect(api.origin, '/ocpp/CS-RECONNECT');
    old.send([2, 'lost', 'StartTransaction', request]);
    const young = await TestStation.connect(api.origin, '/ocpp/CS-RECONNECT');
    const { transactionId } = await young.call('StartTransaction', request);
    const { items } = await read('/transactions?stationId=CS-RECONNECT');
    expect(items.map(({ id }: { id: number }) => id)).toEqual([transactionId]);
    await young.close();
  });

  test('the same start at fifty stations at once: each is answered, each with an id of its own', async () => {
    const stations = await Promise.all(
      Array.from({ length: 50 }, (_, index) => TestStation.connect(api.origin, `/ocpp/MANY-${index}`)),
    );
    const request = newStart();
    const answers = await Promise.all(stations.map((each) => each.call('StartTransaction', request)));
    expect(new Set(answers.map(({ transactionId }) => transactionId)).size).toBe(50);
    await Promise.all(stations.map((each) => each.close()));
  });

  test('a stop resent is answered and changes nothing', async () => {
    const stop = { transactionId: await start(), idTag: 'Good-Tag', meterStop: 3000, timestamp: at(30) };
    const samples = { transactionData: [energy(at(30), '3000')] };
    const before = await lastOrphan();
    await station.call('StopTransaction', { ...stop, ...samples });
    expect(await station.call('StopTransaction', { ...stop, ...samples })).toEqual({
      idTagInfo: { status: 'Accepted' },
    });
    expect(await lastOrphan()).toEqual(before);
    expect(await valuesOf(stop.transactionId)).toHaveLength(1);
  });

  test('the same message id with another message is another message: a station that counts from 1 at each boot', async () => {
    const first = await station.call('StartTransaction', newStart(), '1');
    const second = await station.call('StartTransaction', newStart(), '1');
    expect(second.transactionId).not.toBe(first.transactionId);
  });

  test('a second, different stop gets a CALLRESULT and is kept aside', async () => {
    const stop = { transactionId: await start(), meterStop: 3000, timestamp: at(30) };
    await station.call('StopTransaction', stop);
    expect(await station.call('StopTransaction', { ...stop, meterStop: 9999 })).toEqual({});
    expect(await lastOrphan()).toMatchObject({
      stationId: 'CS-1',
      action: 'StopTransaction',
      payload: { meterStop: 9999 },
      reason: expect.stringContaining('stopped already'),
    });
    expect(await read(`/transactions/${stop.transactionId}`)).toMatchObject({ meterStopWh: 3000 });
  });

  test.each([-1, 0, 2_000_000_000, 99_999_999_999])(
    'StopTransaction of the unknown transaction %i gets a CALLRESULT and is kept aside',
    async (transactionId) => {
      const stop = { transactionId, idTag: 'Good-Tag', meterStop: 1, timestamp: at(1) };
      expect(await station.call('StopTransaction', stop)).toEqual({ idTagInfo: { status: 'Accepted' } });
      expect(await lastOrphan()).toMatchObject({ payload: stop, reason: expect.stringContaining('not known') });
    },
  );

  test("a station cannot stop another station's transaction", async () => {
    const transactionId = await start();
    const other = await TestStation.connect(api.origin, '/ocpp/CS-OTHER');
    expect(await other.call('StopTransaction', { transactionId, meterStop: 1, timestamp: at(1) })).toEqual({});
    expect(await read(`/transactions/${transactionId}`)).toMatchObject({ state: 'active' });
    expect(await lastOrphan()).toMatchObject({ stationId: 'CS-OTHER' });
    await other.close();
  });

  test('meter values: defaults of §7.43 filled in, units and texts of the vendor kept, signed data stored', async () => {
    const transactionId = await start();
    const sampledValue = [
      { value: '12.5' },
      { value: '3.7', measurand: 'Power.Active.Import', unit: 'kW', phase: 'L1', context: 'Transaction.Begin' },
      { value: '21', measurand: 'Vendor.CabinetHumidity', unit: 'rh%', location: 'Roof' },
      { value: `OCMF|${'x'.repeat(70_000)}`, format: 'SignedData' },
    ];
    const request = { connectorId: 1, transactionId, meterValue: [{ timestamp: at(5), sampledValue }] };
    expect(await station.call('MeterValues', request)).toEqual({});
    expect(await valuesOf(transactionId)).toMatchObject([
      {
        sampledAt: at(5),
        measurand: 'Energy.Active.Import.Register',
        unit: 'Wh',
        context: 'Sample.Periodic',
        location: 'Outlet',
        phase: null,
        value: '12.5',
        number: 12.5,
      },
      { measurand: 'Power.Active.Import', unit: 'kW', phase: 'L1', context: 'Transaction.Begin', number: 3.7 },
      { measurand: 'Vendor.CabinetHumidity', unit: 'rh%', location: 'Roof', number: 21 },
      { number: null, value: expect.stringContaining('OCMF|') },
    ]);
  });

  test('a meter value in kWh counts as energy in Wh', async () => {
    const transactionId = await start({ meterStart: 10_000 });
    const meterValue = [{ timestamp: at(5), sampledValue: [{ value: '10.25', unit: 'kWh' }] }];
    await station.call('MeterValues', { connectorId: 1, transactionId, meterValue });
    expect(await read(`/transactions/${transactionId}`)).toMatchObject({ energyWh: 250 });
  });

  test('a reading that arrives late does not set the energy back', async () => {
    const transactionId = await start({ meterStart: 0 });
    for (const [second, value] of [
      [20, '200'],
      [10, '100'],
    ] as const) {
      await station.call('MeterValues', { connectorId: 1, transactionId, meterValue: [energy(at(second), value)] });
    }
    expect(await read(`/transactions/${transactionId}`)).toMatchObject({ energyWh: 200 });
    expect(await valuesOf(transactionId)).toHaveLength(2);
  });

  test('MeterValues resent add no second row; equal values of one message do', async () => {
    const transactionId = await start();
    const request = { connectorId: 1, transactionId, meterValue: [energy(at(7), '5', '5')] };
    await station.call('MeterValues', request);
    await station.call('MeterValues', request);
    expect(await valuesOf(transactionId)).toHaveLength(2);
  });

  test.each([-1, 2_000_000_001])(
    'MeterValues of the unknown transaction %i are stored and kept aside',
    async (unknown) => {
      const request = { connectorId: 1, transactionId: unknown, meterValue: [energy(at(unknown < 0 ? 1 : 2), '77')] };
      expect(await station.call('MeterValues', request)).toEqual({});
      expect(await lastOrphan()).toMatchObject({ action: 'MeterValues', payload: request });
      const [row] = await api.dataSource.query<{ n: number }[]>(
        `SELECT COUNT(*) AS n FROM meter_values WHERE samples LIKE '%"77"%' AND transaction_id IS NULL`,
      );
      expect(Number(row?.n)).toBeGreaterThan(0);
    },
  );

  test('MeterValues without a transaction, for connector 0, are stored (§4.7)', async () => {
    const request = { connectorId: 0, meterValue: [energy(at(9), '4242')] };
    expect(await station.call('MeterValues', request)).toEqual({});
    const rows = await api.dataSource.query<object[]>(
      `SELECT connector_id FROM meter_values WHERE samples LIKE '%"4242"%'`,
    );
    expect(rows).toEqual([{ connector_id: 0 }]);
  });

  test.each([
    ['2026-03-01T10:00:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00.123456Z', '2026-03-01T10:00:00.123Z'],
    ['2026-03-01T12:00:00+02:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T12:00:00+02', '2026-03-01T10:00:00.000Z'],
    ['1970-01-01T00:00:03Z', '1970-01-01T00:00:03.000Z'],
    ['2099-12-31T23:59:60Z', '2099-12-31T23:59:59.999Z'],
  ])('the station time %s is stored as %s, beside the received time', async (timestamp, startedAt) => {
    const before = new Date();
    const { transactionId } = await station.call('StartTransaction', newStart({ timestamp, meterStart: counter }));
    const transaction = await read(`/transactions/${transactionId}`);
    expect(transaction.startedAt).toBe(startedAt);
    expect(Date.parse(transaction.startReceivedAt)).toBeGreaterThanOrEqual(before.getTime());
  });

  test('a time that no database can hold is replaced by the received time', async () => {
    const { transactionId } = await station.call('StartTransaction', newStart({ timestamp: '0000-01-01T00:00:00Z' }));
    const { startedAt, startReceivedAt } = await read(`/transactions/${transactionId}`);
    expect(startedAt).toBe(startReceivedAt);
  });

  test('DataTransfer of an unknown vendor → UnknownVendorId (§4.3); job statuses are acknowledged (§4.4, §4.5)', async () => {
    expect(await station.call('DataTransfer', { vendorId: 'x', data: 'y' })).toEqual({ status: 'UnknownVendorId' });
    expect(await station.call('FirmwareStatusNotification', { status: 'Installed' })).toEqual({});
    expect(await station.call('DiagnosticsStatusNotification', { status: 'Uploaded' })).toEqual({});
  });
}

describe('a charging session on SQLite', () => sessionSuite('SQLite'));
describeWith('MariaDB', 'a charging session on MariaDB', () => sessionSuite('MariaDB'));

describe('when the database fails', () => {
  test('the CALL is answered with InternalError, never acknowledged, and the station stays connected', async () => {
    const api = await startApi();
    try {
      const station = await TestStation.connect(api.origin, '/ocpp/CS-1');
      await api.dataSource.query('ALTER TABLE transactions RENAME TO elsewhere');
      const request = { connectorId: 1, idTag: 'T', meterStart: 0, timestamp: at(0) };
      expect((await station.call('StartTransaction', request)).slice(0, 3)).toEqual([4, 'm0', 'InternalError']);
      await api.dataSource.query('ALTER TABLE elsewhere RENAME TO transactions');
      expect(await station.call('StartTransaction', request)).toMatchObject({ transactionId: 1 });
    } finally {
      await api.stop();
    }
  });
});
