// A driver's view: every action that the CSMS may send is reached by REST, and `Prefer: wait` gives back the station's own
// answer, to the letter. What the station answered can then be read wherever REST shows it, at once.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v16 } from '@simulator/ocpp';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../../test/api-under-test.js';
import type { Json } from '../../../test/json.js';
import { TestStation } from '../../../test/test-station.js';

const timestamp = '2026-01-01T12:00:00.000Z';
const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: 'c' };
const periods = [
  { startPeriod: 0, limit: 16.5, numberPhases: 3 },
  { startPeriod: 3600, limit: 8 },
];
const chargingSchedule = { duration: 7200, chargingRateUnit: 'A', chargingSchedulePeriod: periods };
const profile = { chargingProfileId: 5, stackLevel: 2, chargingProfilePurpose: 'TxDefaultProfile' };
const csChargingProfiles = { ...profile, chargingProfileKind: 'Absolute', chargingSchedule };
const firmware = {
  location: 'https://x/y',
  retrieveDateTime: timestamp,
  installDateTime: timestamp,
  signingCertificate: 'c',
  signature: 's',
};
const entry = { idTag: 'TAG', idTagInfo: { status: 'Accepted', parentIdTag: 'P', expiryDate: timestamp } };
const key = { key: 'HeartbeatInterval', readonly: false, value: '300' };

/** Action: what is asked, what the station answers, and as what the command ends. */
const exchanges: Record<string, [object, object, string][]> = {
  CancelReservation: [
    [{ reservationId: 1 }, { status: 'Accepted' }, 'accepted'],
    [{ reservationId: 99_999 }, { status: 'Rejected' }, 'rejected'],
  ],
  CertificateSigned: [[{ certificateChain: 'chain' }, { status: 'Accepted' }, 'accepted']],
  ChangeAvailability: [
    [{ connectorId: 1, type: 'Operative' }, { status: 'Scheduled' }, 'accepted'],
    [{ connectorId: 99, type: 'Inoperative' }, { status: 'Rejected' }, 'rejected'],
  ],
  ChangeConfiguration: [
    [{ key: 'A', value: '1' }, { status: 'RebootRequired' }, 'accepted'],
    [{ key: 'B', value: '1' }, { status: 'NotSupported' }, 'rejected'],
  ],
  ClearCache: [[{}, { status: 'Accepted' }, 'accepted']],
  ClearChargingProfile: [
    [{ id: 5 }, { status: 'Accepted' }, 'accepted'],
    [{ connectorId: 1, chargingProfilePurpose: 'TxProfile', stackLevel: 0 }, { status: 'Unknown' }, 'rejected'],
  ],
  DataTransfer: [
    [{ vendorId: 'v', messageId: 'm', data: 'd' }, { status: 'Accepted', data: '{"a":1}' }, 'accepted'],
    [{ vendorId: 'w' }, { status: 'UnknownVendorId' }, 'rejected'],
  ],
  DeleteCertificate: [
    [{ certificateHashData: hash }, { status: 'Accepted' }, 'accepted'],
    [{ certificateHashData: hash }, { status: 'Failed' }, 'rejected'],
    [{ certificateHashData: hash }, { status: 'NotFound' }, 'rejected'],
  ],
  ExtendedTriggerMessage: [
    [{ requestedMessage: 'SignChargePointCertificate' }, { status: 'NotImplemented' }, 'rejected'],
  ],
  GetCompositeSchedule: [
    [
      { connectorId: 1, duration: 7200, chargingRateUnit: 'A' },
      { status: 'Accepted', connectorId: 1, scheduleStart: timestamp, chargingSchedule },
      'accepted',
    ],
  ],
  GetConfiguration: [[{ key: ['HeartbeatInterval', 'X'] }, { configurationKey: [key], unknownKey: ['X'] }, 'accepted']],
  GetDiagnostics: [[{ location: 'ftp://x/y', retries: 1 }, { fileName: 'diagnostics.zip' }, 'accepted']],
  GetInstalledCertificateIds: [
    [
      { certificateType: 'ManufacturerRootCertificate' },
      { status: 'Accepted', certificateHashData: [hash] },
      'accepted',
    ],
  ],
  GetLocalListVersion: [[{}, { listVersion: -1 }, 'accepted']],
  GetLog: [
    [
      { logType: 'SecurityLog', requestId: 3, log: { remoteLocation: 'ftp://x/y', oldestTimestamp: timestamp } },
      { status: 'AcceptedCanceled', filename: 'security.log' },
      'accepted',
    ],
  ],
  InstallCertificate: [
    [{ certificateType: 'CentralSystemRootCertificate', certificate: 'pem' }, { status: 'Rejected' }, 'rejected'],
  ],
  RemoteStartTransaction: [
    [
      { connectorId: 1, idTag: 'TAG', chargingProfile: { ...csChargingProfiles, chargingProfilePurpose: 'TxProfile' } },
      { status: 'Accepted' },
      'accepted',
    ],
  ],
  RemoteStopTransaction: [[{ transactionId: 99_999 }, { status: 'Rejected' }, 'rejected']],
  ReserveNow: [
    [
      { connectorId: 1, expiryDate: '2090-01-01T00:00:00.000Z', idTag: 'TAG', reservationId: 1, parentIdTag: 'P' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      { connectorId: 99, expiryDate: timestamp, idTag: 'TAG', reservationId: 99_999 },
      { status: 'Unavailable' },
      'rejected',
    ],
  ],
  Reset: [[{ type: 'Soft' }, { status: 'Accepted' }, 'accepted']],
  SendLocalList: [
    [{ listVersion: 1, updateType: 'Full', localAuthorizationList: [entry] }, { status: 'Accepted' }, 'accepted'],
    // The same version again: the station says what it makes of it.
    [{ listVersion: 1, updateType: 'Differential' }, { status: 'VersionMismatch' }, 'rejected'],
  ],
  SetChargingProfile: [[{ connectorId: 1, csChargingProfiles }, { status: 'Accepted' }, 'accepted']],
  SignedUpdateFirmware: [[{ requestId: 7, firmware }, { status: 'InvalidCertificate' }, 'rejected']],
  TriggerMessage: [
    [{ requestedMessage: 'MeterValues', connectorId: 1 }, { status: 'Accepted' }, 'accepted'],
    [{ requestedMessage: 'Heartbeat' }, { status: 'NotImplemented' }, 'rejected'],
  ],
  UnlockConnector: [
    [{ connectorId: 1 }, { status: 'Unlocked' }, 'accepted'],
    [{ connectorId: 2 }, { status: 'UnlockFailed' }, 'rejected'],
  ],
  UpdateFirmware: [[{ location: 'ftp://x/y', retrieveDate: timestamp, retryInterval: 5 }, {}, 'accepted']],
};

/** Where what an accepted answer means can be read. */
const readable: Record<string, [string, object]> = {
  GetConfiguration: ['configuration', { items: [{ key: 'HeartbeatInterval', value: '300', readonly: false }] }],
  GetInstalledCertificateIds: ['certificates', { items: [{ certificates: [hash] }] }],
  GetLocalListVersion: ['local-list', { reportedVersion: -1 }],
  ReserveNow: ['reservations', { items: [{ reservationId: 1, connectorId: 1, state: 'active' }] }],
  SendLocalList: ['local-list', { version: 1, entries: [entry] }],
  SetChargingProfile: ['charging-profiles', { items: [{ chargingProfileId: 5, stackLevel: 2 }] }],
};

function everyCommandSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  let station: TestStation;
  beforeAll(async () => {
    api = await startApi(kind);
    station = await TestStation.connect(api.origin, '/ocpp/CS-1');
  });
  afterAll(() => api.stop());

  /** Sends a command, has the station answer, and returns what the caller gets, and what came to the station. */
  const exchange = async (
    action: string,
    payload: object,
    answer: unknown[],
  ): Promise<{ body: Json; status: number; text: string }> => {
    const arrived = station.nextText().then((text) => {
      const [, messageId] = JSON.parse(text) as [number, string];
      station.send([answer[0], messageId, ...answer.slice(1)]);
      return text;
    });
    const request = supertest(api.server).post('/api/v1/stations/CS-1/commands').set('Prefer', 'wait=30');
    const { body, status } = await request.send({ action, payload });
    return { body, status, text: await arrived };
  };

  test('the table above has every action that the CSMS may send', () => {
    const rows = Object.entries(v16.version.actions).filter(([, { sender }]) => sender !== 'station');
    expect(Object.keys(exchanges).sort()).toEqual(rows.map(([action]) => action).sort());
  });

  describe.each(Object.keys(exchanges))('%s', (action) => {
    test.each(exchanges[action] ?? [])('%j is answered %j: %s', async (payload, answer, end) => {
      const { body, status, text } = await exchange(action, payload, [3, answer]);
      expect(status).toBe(200);
      expect(body).toMatchObject({ action, payload, result: answer, status: end, error: null });
      // Compact, and as it was asked.
      expect(text).toBe(JSON.stringify([2, JSON.parse(text)[1], action, payload]));
      const [path, expected] = end === 'accepted' ? (readable[action] ?? []) : [];
      if (path === undefined) return;
      const shown = await supertest(api.server).get(`/api/v1/stations/CS-1/${path}`).expect(200);
      expect(shown.body).toMatchObject(expected as object);
    });
  });

  test.each([
    'NotImplemented',
    'NotSupported',
    'InternalError',
    'SecurityError',
    'OccurenceConstraintViolation',
    'Own',
  ])("the station's CALLERROR %s comes back as it is, with description and details", async (code) => {
    const { body, status } = await exchange('ClearCache', {}, [4, code, 'why not', { detail: [1] }]);
    expect(status).toBe(200);
    const error = { code, description: 'why not', details: { detail: [1] } };
    expect(body).toMatchObject({ status: 'error', result: null, error });
  });

  test('records are readable at once: what a station was answered is there when the answer is', async () => {
    const start = { connectorId: 1, idTag: 'TAG', meterStart: 10, timestamp };
    const read = async (path: string): Promise<Json> =>
      (await supertest(api.server).get(`/api/v1/${path}`).expect(200)).body;
    const { transactionId } = await station.call('StartTransaction', start);
    expect(await read(`transactions/${transactionId}`)).toMatchObject({ state: 'active', meterStartWh: 10 });
    const meterValue = [{ timestamp, sampledValue: [{ value: '20' }] }];
    await station.call('MeterValues', { connectorId: 1, transactionId, meterValue });
    expect((await read(`transactions/${transactionId}/meter-values`)).items).toHaveLength(1);
    await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Finishing' });
    expect((await read('stations/CS-1')).connectors).toMatchObject([{ status: 'Finishing' }]);
    await station.call('StopTransaction', { transactionId, meterStop: 30, timestamp });
    expect(await read(`transactions/${transactionId}`)).toMatchObject({ state: 'stopped', energyWh: 20 });
  });
}

describe('every command on SQLite', () => everyCommandSuite('SQLite'));
describeWith('MariaDB', 'every command on MariaDB', () => everyCommandSuite('MariaDB'));
