// Every message of OCPP 1.6 and its security whitepaper: what stations report is stored, what we may ask reaches them.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v16 } from '@simulator/ocpp';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../../test/api-under-test.js';
import type { Json } from '../../../test/json.js';
import { boot, TestStation, until } from '../../../test/test-station.js';

const timestamp = '2026-01-01T12:00:00.000Z';
const CSR = '-----BEGIN CERTIFICATE REQUEST-----\nMIIBAA==\n-----END CERTIFICATE REQUEST-----\n';
const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: 'c' };
const schedule = { chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, limit: 11_000.5 }] };
const profile = { chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile' };
const firmware = { location: 'ftp://x/y', retrieveDateTime: timestamp, signingCertificate: 'c', signature: 's' };

/** One well-formed request for each action that the CSMS may send. */
const requests: Record<string, object> = {
  CancelReservation: { reservationId: 99_999 },
  CertificateSigned: { certificateChain: 'chain' },
  ChangeAvailability: { connectorId: 99, type: 'Inoperative' },
  ChangeConfiguration: { key: 'HeartbeatInterval', value: '10' },
  ClearCache: {},
  ClearChargingProfile: {},
  DataTransfer: { vendorId: 'v' },
  DeleteCertificate: { certificateHashData: hash },
  ExtendedTriggerMessage: { requestedMessage: 'LogStatusNotification' },
  GetCompositeSchedule: { connectorId: 0, duration: 60 },
  GetConfiguration: {},
  GetDiagnostics: { location: 'ftp://x/y' },
  GetInstalledCertificateIds: { certificateType: 'CentralSystemRootCertificate' },
  GetLocalListVersion: {},
  GetLog: { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: 'ftp://x/y' } },
  InstallCertificate: { certificateType: 'CentralSystemRootCertificate', certificate: 'pem' },
  RemoteStartTransaction: { idTag: 'T' },
  RemoteStopTransaction: { transactionId: 1 },
  ReserveNow: { connectorId: 99, expiryDate: timestamp, idTag: 'T', reservationId: 1 },
  Reset: { type: 'Hard' },
  SendLocalList: { listVersion: 1, updateType: 'Full' },
  SetChargingProfile: {
    connectorId: 99,
    csChargingProfiles: { ...profile, chargingProfileKind: 'Absolute', chargingSchedule: schedule },
  },
  SignedUpdateFirmware: { requestId: 7, firmware },
  TriggerMessage: { requestedMessage: 'Heartbeat' },
  UnlockConnector: { connectorId: 1 },
  UpdateFirmware: { location: 'ftp://x/y', retrieveDate: timestamp },
};

function everyMessageSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  let station: TestStation;

  beforeAll(async () => {
    api = await startApi(kind);
    station = await TestStation.connect(api.origin, '/ocpp/CS-1');
    await station.call('BootNotification', boot);
  });
  afterAll(() => api.stop());

  const read = async (path: string): Promise<Json> =>
    (await supertest(api.server).get(`/api/v1${path}`).expect(200)).body;
  const command = async (action: string, payload: object): Promise<Json> =>
    (await supertest(api.server).post('/api/v1/stations/CS-1/commands').send({ action, payload }).expect(202)).body;

  test('the table above names every action that the CSMS may send', () => {
    const rows = Object.entries(v16.version.actions).filter(([, { sender }]) => sender !== 'station');
    expect(Object.keys(requests).sort()).toEqual(rows.map(([action]) => action).sort());
  });

  test.each(Object.keys(requests))('%s is passed on as the caller asked it', async (action) => {
    await command(action, requests[action] as object);
    const [type, messageId, ...rest] = await station.next();
    expect([type, ...rest]).toEqual([2, action, requests[action]]);
    station.send([4, messageId, 'NotImplemented', '', {}]);
  });

  test('every status of a connector is kept, also of connector 0 (§4.9)', async () => {
    const status = { connectorId: 3, errorCode: 'NoError', timestamp };
    for (const each of ['Available', 'Preparing', 'Faulted']) {
      await station.call('StatusNotification', { ...status, status: each });
    }
    await station.call('StatusNotification', { ...status, connectorId: 0, status: 'Unavailable' });
    const { items } = await read('/stations/CS-1/status-history?connectorId=3');
    expect(items.map((item: Json) => item.status)).toEqual(['Faulted', 'Preparing', 'Available']);
    expect(items[0]).toMatchObject({ statusAt: timestamp, receivedAt: expect.any(String) });
    const all = await read('/stations/CS-1/status-history?limit=1');
    expect(all.items).toMatchObject([{ connectorId: 0, status: 'Unavailable' }]);
    const rest = await read(`/stations/CS-1/status-history?limit=500&cursor=${all.nextCursor}`);
    expect(rest).toMatchObject({ items: { length: 3 }, nextCursor: null });
    const { receivedAt } = items[1];
    const since = await read(`/stations/CS-1/status-history?from=${receivedAt}`);
    expect(since.items.length).toBeGreaterThanOrEqual(3);
    expect((await read(`/stations/CS-1/status-history?to=2020-01-01T00:00:00Z`)).items).toEqual([]);
  });

  test('SecurityEventNotification is stored, a resent one once (security whitepaper §4.5)', async () => {
    const event = { type: 'InvalidFirmwareSignature', timestamp, techInfo: 'ü' };
    expect(await station.call('SecurityEventNotification', event)).toEqual({});
    expect(await station.call('SecurityEventNotification', event)).toEqual({});
    await station.call('SecurityEventNotification', { type: 'SettingSystemTime', timestamp });
    const { items } = await read('/security-events?stationId=CS-1');
    expect(items).toMatchObject([
      { type: 'SettingSystemTime', techInfo: null },
      { type: 'InvalidFirmwareSignature', techInfo: 'ü', occurredAt: timestamp },
    ]);
    expect((await read('/security-events?type=InvalidFirmwareSignature')).items).toHaveLength(1);
  });

  test.each([
    [CSR, 'Accepted'],
    ['no request at all', 'Rejected'],
  ])('SignCertificate of %j → %s, and stored (security whitepaper §4.8)', async (csr, status) => {
    expect(await station.call('SignCertificate', { csr })).toEqual({ status });
    expect((await read('/stations/CS-1/certificate-requests')).items[0]).toMatchObject({ csr, status });
  });

  test('job statuses are stored, with the command that started the job (§4.4, §4.5, whitepaper §4.6, §4.9)', async () => {
    const ids: string[] = [];
    for (const requestId of [41, 42]) {
      const { id } = await command('SignedUpdateFirmware', { requestId, firmware });
      ids.push(id);
      const [, messageId] = await station.next();
      station.send([3, messageId, { status: 'Accepted' }]);
      await until(async () => (await read(`/commands/${id}`)).status === 'accepted', 'the update is accepted');
    }
    expect(await station.call('SignedFirmwareStatusNotification', { status: 'Installed', requestId: 41 })).toEqual({});
    expect(await station.call('LogStatusNotification', { status: 'Uploaded', requestId: 5 })).toEqual({});
    expect(await station.call('FirmwareStatusNotification', { status: 'Installing' })).toEqual({});
    expect(await station.call('DiagnosticsStatusNotification', { status: 'Idle' })).toEqual({});
    expect((await read('/stations/CS-1/job-statuses?job=firmware')).items).toMatchObject([
      { action: 'FirmwareStatusNotification', status: 'Installing', requestId: null, commandId: expect.any(String) },
      { action: 'SignedFirmwareStatusNotification', status: 'Installed', requestId: 41, commandId: ids[0] },
    ]);
    expect((await read('/stations/CS-1/job-statuses?job=log')).items).toMatchObject([
      { action: 'DiagnosticsStatusNotification', status: 'Idle' },
      { action: 'LogStatusNotification', status: 'Uploaded', requestId: 5, commandId: null },
    ]);
  });

  test('DataTransfer of an unknown vendor → UnknownVendorId, and what it sent is kept (§4.3)', async () => {
    const transfer = { vendorId: 'x', messageId: 'm', data: '🔌' };
    expect(await station.call('DataTransfer', transfer)).toEqual({ status: 'UnknownVendorId' });
    expect((await read('/stations/CS-1/data-transfers')).items[0]).toMatchObject(transfer);
  });

  test('the message log has both directions as they were on the wire, answers with the action that they answer', async () => {
    const other = await TestStation.connect(api.origin, '/ocpp/LOGGED');
    await other.call('Heartbeat', {}, 'h1');
    other.sendText('{bad');
    await other.next();
    const path = '/stations/LOGGED/messages';
    const key = { key: 'AuthorizationKey', value: 'c2VjcmV0"\\' };
    await supertest(api.server)
      .post('/api/v1/stations/LOGGED/commands')
      .send({ action: 'ChangeConfiguration', payload: key });
    const [, messageId] = await other.next();
    other.send([3, messageId, { status: 'Accepted' }]);
    await until(async () => (await read(path)).items.length === 6, 'all is logged');
    const { items } = await read(path);
    expect(items.reverse()).toMatchObject([
      { direction: 'in', type: 'call', action: 'Heartbeat', messageId: 'h1', text: '[2,"h1","Heartbeat",{}]' },
      { direction: 'out', type: 'callResult', action: 'Heartbeat', messageId: 'h1', text: other.received[0] },
      { direction: 'in', type: 'malformed', action: null, messageId: null, text: '{bad', sizeBytes: 4 },
      { direction: 'out', type: 'callError', messageId: '-1' },
      { direction: 'out', type: 'call', action: 'ChangeConfiguration', messageId },
      { direction: 'in', type: 'callResult', action: 'ChangeConfiguration', messageId },
    ]);
    expect(JSON.parse(items[4].text)).toEqual([2, messageId, 'ChangeConfiguration', { ...key, value: '***' }]);
    expect((await read(`${path}?direction=out&action=Heartbeat`)).items).toHaveLength(1);
    await other.close();
  });
}

describe('every message on SQLite', () => everyMessageSuite('SQLite'));
describeWith('MariaDB', 'every message on MariaDB', () => everyMessageSuite('MariaDB'));
