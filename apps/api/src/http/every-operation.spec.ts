// Every operation of the API document, with each of its successful answers: what the document promises can be had. That each
// answer is as documented is checked in all suites (test/contract.ts); here it is made sure that none goes unchecked.
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { boot, TestStation, until } from '../../test/test-station.js';
import { DeviationsService } from '../deviations/deviations.service.js';
import { MessageLog } from '../message-log/message-log.js';

const timestamp = '2026-01-01T12:00:00Z';
const later = '2026-01-01T12:00:05Z';
const CSR = '-----BEGIN CERTIFICATE REQUEST-----\nMIIBAA==\n-----END CERTIFICATE REQUEST-----\n';
const station = '/stations/CS-1';

function everyOperationSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  let transactionId: number;

  beforeAll(async () => {
    api = await startApi(kind, { UNKNOWN_STATIONS: 'accept' });
    await call('put', '/id-tokens/TAG', { parentIdTag: 'GROUP' });
    transactionId = await live(await TestStation.connect(api.origin, '/ocpp/CS-1'));
    await (await TestStation.connect(api.origin, '/ocpp/AWAY')).close();
  });
  afterAll(() => api.stop());

  /** Sends a request that must succeed; undefined: whatever the success is. */
  const call = async (
    method: 'get' | 'post' | 'put' | 'patch' | 'delete',
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Json> => {
    const url = path.startsWith('/health') ? path : `/api/v1${path}`;
    const response = await supertest(api.server)[method](url).set(headers).send(body);
    if (response.status >= 400) throw new Error(`${method} ${path} → ${response.status} ${response.text}`);
    return response;
  };

  /** A station that has reported everything, and answers every CALL. */
  async function live(one: TestStation): Promise<number> {
    await one.call('BootNotification', boot);
    await one.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Faulted' });
    await one.call('SecurityEventNotification', { type: 'SettingSystemTime', timestamp, techInfo: 'x' });
    await one.call('SignCertificate', { csr: CSR });
    await one.call('LogStatusNotification', { status: 'Uploaded', requestId: 1 });
    await one.call('DataTransfer', { vendorId: 'v', data: '=1+1' });
    await one.call('StopTransaction', { transactionId: -1, meterStop: 1, timestamp });
    const start = { connectorId: 1, idTag: 'TAG', meterStart: 100, timestamp };
    const { transactionId: id } = await one.call('StartTransaction', start);
    const sampledValue = [
      { value: '150' },
      { value: '1', measurand: 'Vendor.Own' },
      { value: '11', measurand: 'Power.Active.Import', unit: 'kW' },
    ];
    const meterValue = [{ timestamp: later, sampledValue }];
    await one.call('MeterValues', { connectorId: 1, transactionId: id, meterValue });
    await one.call('MeterValues', { connectorId: 0, meterValue });
    one.socket.on('message', (data: Buffer) => {
      const [type, messageId, action] = JSON.parse(data.toString('utf8')) as [number, string, string];
      if (type === 2) one.send([3, messageId, answers[action] ?? { status: 'Accepted' }]);
    });
    return id;
  }

  const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: 'c' };
  const answers: Record<string, object> = {
    GetConfiguration: { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }] },
    GetInstalledCertificateIds: { status: 'Accepted', certificateHashData: [hash] },
    GetLocalListVersion: { listVersion: 3 },
  };
  const wait = { Prefer: 'wait=20' };
  const command = (action: string, payload: object): Promise<Json> =>
    call('post', `${station}/commands`, { action, payload }, wait);
  const clearCache = { action: 'ClearCache', payload: {} };
  const schedule = { chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, limit: 11_000.5 }] };
  const profile = { chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile' };
  const lists = (path: string) => async (): Promise<void> => {
    const { body } = await call('get', path);
    expect(body.items.length).toBeGreaterThan(0);
  };
  const exports = (path: string) => async (): Promise<void> => {
    const { text } = await call('get', path);
    expect(text.trim().split('\r\n').length).toBeGreaterThan(1);
  };

  /** By operation, in the order in which they are walked. */
  const walk: Record<string, () => Promise<unknown>> = {
    getHealth: () => call('get', '/health'),
    getLiveness: () => call('get', '/health/live'),
    getReadiness: () => call('get', '/health/ready'),
    createApiKey: () => call('post', '/api-keys', { name: 'n', role: 'viewer', expiresAt: '2090-01-01T00:00:00Z' }),
    listApiKeys: lists('/api-keys'),
    revokeApiKey: async () => call('delete', `/api-keys/${(await call('get', '/api-keys')).body.items[0].id}`),
    createDemoSession: () => call('post', '/demo-sessions'),
    createStation: () => call('post', '/stations', { id: 'MADE', name: 'Yard' }),
    listStations: lists('/stations?registration=Accepted&idPrefix=CS'),
    exportStations: exports('/stations.csv?idPrefix=CS'),
    getStation: async () => {
      const { headers } = await call('get', station);
      await call('get', station, undefined, { 'If-None-Match': headers.etag });
    },
    editStation: () => call('patch', '/stations/MADE', { name: null, registration: 'Pending' }),
    createStationSecret: () => call('post', '/stations/MADE/secret'),
    setStationSecret: () => call('put', '/stations/MADE/secret', { secret: 'a-secret-of-20-chars' }),
    deleteStationSecret: () => call('delete', '/stations/MADE/secret'),
    deleteStation: () => call('delete', '/stations/MADE'),
    createIdToken: () => call('post', '/id-tokens', { idTag: 'NEW', expiresAt: null, concurrentTransactionLimit: 2 }),
    putIdToken: () => call('put', '/id-tokens/NEW', { status: 'Blocked' }),
    listIdTokens: lists('/id-tokens?parentIdTag=GROUP&idTagPrefix=T'),
    exportIdTokens: exports('/id-tokens.csv'),
    getIdToken: () => call('get', '/id-tokens/NEW'),
    deleteIdToken: () => call('delete', '/id-tokens/NEW'),
    listTransactions: lists(`/transactions?stationId=CS-1&idTag=tag&state=active&from=${timestamp}&limit=1`),
    exportTransactions: exports('/transactions.csv?state=active'),
    getTransaction: () => call('get', `/transactions/${transactionId}`),
    listMeterValues: () => lists(`/transactions/${transactionId}/meter-values?measurand=Power.Active.Import`)(),
    exportMeterValues: () => exports(`/transactions/${transactionId}/meter-values.csv`)(),
    getMeterValueSeries: () =>
      call('get', `/transactions/${transactionId}/meter-values/series?measurand=Power.Active.Import&points=5`),
    listStationMeterValues: lists(`${station}/meter-values?connectorId=0&from=${timestamp}`),
    exportStationMeterValues: exports(`${station}/meter-values.csv?measurand=Power.Active.Import`),
    closeTransaction: () =>
      call('post', `/transactions/${transactionId}/close`, { reason: 'lost', meterStopWh: 200.5 }),
    listOrphanMessages: lists('/orphan-messages?stationId=CS-1&action=StopTransaction'),
    exportOrphanMessages: exports('/orphan-messages.csv'),
    listStatusHistory: lists(`${station}/status-history?connectorId=1`),
    exportStatusHistory: exports(`${station}/status-history.csv?connectorId=1`),
    listSecurityEvents: lists('/security-events?type=SettingSystemTime'),
    exportSecurityEvents: exports('/security-events.csv'),
    listCertificateRequests: lists(`${station}/certificate-requests`),
    exportCertificateRequests: exports(`${station}/certificate-requests.csv`),
    listJobStatuses: lists(`${station}/job-statuses?job=log`),
    exportJobStatuses: exports(`${station}/job-statuses.csv`),
    listDeviations: async () => {
      await api.app.get(DeviationsService).flush();
      await lists(`${station}/deviations?outcome=tolerated`)();
    },
    deleteDeviations: () => call('delete', `${station}/deviations`),
    listDataTransfers: lists(`${station}/data-transfers`),
    exportDataTransfers: exports(`${station}/data-transfers.csv`),
    createCommand: async () => {
      await call('post', `${station}/commands`, clearCache);
      await command('ClearCache', {});
    },
    createCommands: async () => {
      await call('post', '/commands', { ...clearCache, stationIds: ['CS-1', 'AWAY'] });
      await call('post', '/commands', { ...clearCache, stationIds: ['CS-1', 'AWAY'], idempotencyKey: 'k' }, wait);
    },
    refreshConfiguration: async () => {
      await call('post', `${station}/configuration/refresh`);
      await call('post', `${station}/configuration/refresh`, undefined, wait);
    },
    setConfiguration: async () => {
      await call('put', `${station}/configuration/Key`, { value: '1' });
      await call('put', `${station}/configuration/Key`, { value: '2' }, wait);
    },
    getConfiguration: lists(`${station}/configuration`),
    listCommands: lists(`${station}/commands?action=ClearCache&status=accepted`),
    exportCommands: exports(`${station}/commands.csv`),
    getCommand: async () => call('get', `/commands/${(await command('ClearCache', {})).body.id}`),
    getCommands: async () => {
      const { body } = await call('get', `${station}/commands?limit=3`);
      const ids: string[] = body.items.map(({ id }: Json) => id);
      const found = await call('get', `/commands?ids=${[...ids, 'none'].join(',')}`);
      expect(found.body.items.map(({ id }: Json) => id)).toEqual(ids);
    },
    listReservations: async () => {
      const reservation = { connectorId: 1, expiryDate: '2090-01-01T00:00:00Z', idTag: 'TAG', reservationId: 1 };
      await command('ReserveNow', reservation);
      await lists(`${station}/reservations?state=active`)();
    },
    listChargingProfiles: async () => {
      const csChargingProfiles = { ...profile, chargingProfileKind: 'Absolute', chargingSchedule: schedule };
      await command('SetChargingProfile', { connectorId: 1, csChargingProfiles });
      await lists(`${station}/charging-profiles`)();
    },
    getLocalList: async () => {
      const localAuthorizationList = [{ idTag: 'TAG', idTagInfo: { status: 'Accepted' } }];
      await command('SendLocalList', { listVersion: 3, updateType: 'Full', localAuthorizationList });
      await command('GetLocalListVersion', {});
      await call('get', `${station}/local-list`);
    },
    listCertificates: async () => {
      await command('GetInstalledCertificateIds', { certificateType: 'CentralSystemRootCertificate' });
      await lists(`${station}/certificates`)();
    },
    listMessages: async () => {
      await api.app.get(MessageLog).flush();
      await lists(`${station}/messages?direction=in&action=BootNotification`)();
    },
    exportMessages: exports(`${station}/messages.csv`),
    listAuditEntries: () => lists(`/audit-entries?subject=transactions/${transactionId}`)(),
    exportAuditEntries: exports('/audit-entries.csv'),
    getStatistics: async () => expect((await call('get', statistics)).body.days.length).toBeGreaterThan(0),
    exportStatistics: exports('/statistics.csv?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z'),
    probeConnection: () => {
      const url = `${api.origin.replace('http', 'ws')}/ocpp/PROBED`;
      return call('post', '/connection-probe', { url, subprotocols: ['ocpp1.6'] });
    },
    // A WebSocket; its answers stand in relay.spec.ts.
    openRelay: () => supertest(api.server).get('/api/v1/relay').expect(426),
    streamEvents: async () => {
      const request = get(`${api.origin}/api/v1/events?types=status&stationIds=CS-1`, (response) => {
        response.once('data', () => request.destroy());
      });
      request.on('error', () => {});
      await until(() => api.contract.exercised.has('streamEvents 200'), 'the stream is over');
    },
    listReplicas: lists('/replicas'),
    // The last one: it takes no new connections from then on.
    drainReplica: async () => call('post', `/replicas/${(await call('get', '/replicas')).body.items[0].id}/drain`),
  };
  const statistics = '/statistics?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&stationId=CS-1';

  test.each(Object.keys(walk))('%s', (name) => (walk[name] as () => Promise<unknown>)());

  // A new operation needs a row above.
  test('none is left out, nor any successful answer of one', () => {
    const promised = api.contract.endpoints.flatMap(({ operation }) =>
      Object.keys(operation.responses)
        .filter((status) => status.startsWith('2') || status === '304')
        .filter((status) => status !== '304' || operation.operationId === 'getStation')
        .map((status) => `${operation.operationId ?? ''} ${status}`),
    );
    expect(promised.filter((answer) => !api.contract.exercised.has(answer))).toEqual([]);
    expect(Object.keys(walk).sort()).toEqual(
      api.contract.endpoints.map(({ operation }) => operation.operationId).sort(),
    );
  });
}

describe('every operation on SQLite', () => everyOperationSuite('SQLite'));
describeWith('MariaDB', 'every operation on MariaDB', () => everyOperationSuite('MariaDB'));
