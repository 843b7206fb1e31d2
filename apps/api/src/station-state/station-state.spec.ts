// What stations hold is what they answered; a scripted station answers here.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../test/api-under-test.js';
import type { Json } from '../../test/json.js';
import { TestStation } from '../../test/test-station.js';

const schedule = { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] };

function stateSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  let station: TestStation;

  beforeAll(async () => {
    api = await startApi(kind);
    station = await TestStation.connect(api.origin, '/ocpp/CS-1');
  });
  afterAll(() => api.stop());

  const path = '/api/v1/stations/CS-1';
  const read = async (rest: string): Promise<Json> =>
    (await supertest(api.server).get(`${path}/${rest}`).expect(200)).body;
  /** Sends a command, lets the station answer, and returns the result. */
  const command = async (action: string, payload: object, answer: object): Promise<Json> => {
    void station.next().then(([, messageId]) => station.send([3, messageId, answer]));
    const request = supertest(api.server).post(`${path}/commands`).set('Prefer', 'wait=10');
    return (await request.send({ action, payload }).expect(200)).body;
  };
  const accepted = { status: 'Accepted' };

  test('configuration keys are what GetConfiguration read last; what is gone is gone (§5.8)', async () => {
    const first = [
      { key: 'HeartbeatInterval', readonly: false, value: '300' },
      { key: 'Gone', readonly: true },
    ];
    void station.next().then(([, messageId, action, payload]) => {
      expect([action, payload]).toEqual(['GetConfiguration', {}]);
      station.send([3, messageId, { configurationKey: first }]);
    });
    await supertest(api.server).post(`${path}/configuration/refresh`).set('Prefer', 'wait=10').expect(200);
    expect((await read('configuration')).items).toEqual([
      { key: 'Gone', value: null, readonly: true, readAt: expect.any(String) },
      { key: 'HeartbeatInterval', value: '300', readonly: false, readAt: expect.any(String) },
    ]);
    const key = ['Other', 'Gone'];
    await command('GetConfiguration', { key }, { configurationKey: [{ key: 'Other', readonly: false, value: 'x' }] });
    expect((await read('configuration')).items).toHaveLength(3);
    await command('GetConfiguration', { key }, { configurationKey: [], unknownKey: ['Gone'] });
    await command('GetConfiguration', {}, { configurationKey: [{ key: 'Other', readonly: false, value: 'y' }] });
    expect((await read('configuration')).items).toMatchObject([{ key: 'Other', value: 'y' }]);
  });

  test('a key that the station took over is set; one that it refused, or that needs a reboot, is not (§5.3)', async () => {
    const set = async (value: string, status: string): Promise<Json> => {
      void station.next().then(([, messageId]) => station.send([3, messageId, { status }]));
      const request = supertest(api.server).put(`${path}/configuration/SetByHand`).set('Prefer', 'wait=10');
      return (await request.send({ value }).expect(200)).body;
    };
    const value = async (): Promise<string | undefined> =>
      (await read('configuration')).items.find(({ key }: Json) => key === 'SetByHand')?.value;
    expect(await set('1', 'Accepted')).toMatchObject({ action: 'ChangeConfiguration', status: 'accepted' });
    expect(await set('2', 'Rejected')).toMatchObject({ status: 'rejected' });
    await set('3', 'RebootRequired');
    expect(await value()).toBe('1');
    await supertest(api.server)
      .put(`${path}/configuration/${'x'.repeat(51)}`)
      .send({ value: '1' })
      .expect(400);
  });

  test("a station's password is sent, and nowhere to be read (security whitepaper §2.3)", async () => {
    const sent = station.next().then(([, messageId, , payload]) => {
      station.send([3, messageId, accepted]);
      return payload;
    });
    const payload = { key: 'AuthorizationKey', value: 'top-secret' };
    const request = supertest(api.server).post(`${path}/commands`).set('Prefer', 'wait=10');
    const { body } = await request.send({ action: 'ChangeConfiguration', payload }).expect(200);
    expect(await sent).toEqual(payload);
    expect(body.payload.value).toBe('***');
    for (const list of ['commands', 'configuration']) {
      expect(JSON.stringify(await read(list))).not.toContain('top-secret');
    }
  });

  test('a reservation is active, then used by its transaction, cancelled or expired (§5.13, §5.1, §4.8)', async () => {
    const expiryDate = '2099-01-01T00:00:00Z';
    const reserve = (reservationId: number, rest: object, answer: object = accepted): Promise<Json> =>
      command('ReserveNow', { connectorId: 1, idTag: 'T', expiryDate, reservationId, ...rest }, answer);
    await reserve(1, {});
    await reserve(2, { parentIdTag: 'P' });
    await reserve(3, { expiryDate: '2020-01-01T00:00:00Z' });
    await reserve(4, {}, { status: 'Occupied' });
    await reserve(5, {});
    await command('CancelReservation', { reservationId: 2 }, accepted);
    await command('CancelReservation', { reservationId: 5 }, { status: 'Rejected' });
    const start = { connectorId: 1, idTag: 'T', meterStart: 0, timestamp: '2026-01-01T00:00:00Z', reservationId: 1 };
    const { transactionId } = await station.call('StartTransaction', start);
    const { items } = await read('reservations');
    const shown = items.map(({ reservationId, state }: Json) => [reservationId, state]).sort();
    expect(shown).toEqual([
      [1, 'used'],
      [2, 'cancelled'],
      [3, 'expired'],
      [5, 'active'],
    ]);
    expect((await read('reservations?state=used')).items).toMatchObject([{ transactionId, idTag: 'T' }]);
  });

  test('charging profiles: set, replaced at their stack level (§3.13.2), cleared by what matches (§5.5)', async () => {
    const set = (connectorId: number, chargingProfileId: number, stackLevel: number): Promise<Json> => {
      const head = { chargingProfileId, stackLevel, chargingProfilePurpose: 'TxDefaultProfile' };
      const csChargingProfiles = { ...head, chargingProfileKind: 'Absolute', chargingSchedule: schedule };
      return command('SetChargingProfile', { connectorId, csChargingProfiles }, accepted);
    };
    const ids = async (): Promise<number[]> =>
      (await read('charging-profiles')).items.map((item: Json) => item.chargingProfileId);
    await set(1, 1, 0);
    await set(1, 2, 0);
    await set(1, 3, 1);
    await set(2, 4, 1);
    expect(await ids()).toEqual([2, 3, 4]);
    expect((await read('charging-profiles')).items[0]).toMatchObject({
      connectorId: 1,
      purpose: 'TxDefaultProfile',
      profile: { chargingSchedule: schedule },
    });
    await command('ClearChargingProfile', { connectorId: 1, stackLevel: 1 }, accepted);
    expect(await ids()).toEqual([2, 4]);
    await command('ClearChargingProfile', { id: 4 }, { status: 'Unknown' });
    expect(await ids()).toEqual([2, 4]);
    await command('ClearChargingProfile', {}, accepted);
    expect(await ids()).toEqual([]);
  });

  test('the local list: full, differential, refused; the version that the station reports (§5.15, §5.10)', async () => {
    expect(await read('local-list')).toEqual({ version: null, reportedVersion: null, entries: [], changedAt: null });
    const entry = (idTag: string, status: string) => ({ idTag, idTagInfo: { status } });
    const localAuthorizationList = [entry('A', 'Accepted'), entry('B', 'Accepted')];
    await command('SendLocalList', { listVersion: 1, updateType: 'Full', localAuthorizationList }, accepted);
    const change = [entry('a', 'Blocked'), { idTag: 'B' }, entry('C', 'Accepted')];
    const update = { listVersion: 2, updateType: 'Differential', localAuthorizationList: change };
    await command('SendLocalList', update, accepted);
    await command('SendLocalList', { listVersion: 2, updateType: 'Full' }, { status: 'VersionMismatch' });
    expect(await read('local-list')).toMatchObject({
      version: 2,
      reportedVersion: null,
      entries: [entry('a', 'Blocked'), entry('C', 'Accepted')],
    });
    await command('GetLocalListVersion', {}, { listVersion: 7 });
    expect(await read('local-list')).toMatchObject({ version: 2, reportedVersion: 7 });
  });

  test('certificates are what GetInstalledCertificateIds read last, per type (security whitepaper §5.5)', async () => {
    const certificateType = 'CentralSystemRootCertificate';
    const hash = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: '1' };
    await command('GetInstalledCertificateIds', { certificateType }, { ...accepted, certificateHashData: [hash] });
    expect((await read('certificates')).items).toMatchObject([{ certificateType, certificates: [hash] }]);
    await command('GetInstalledCertificateIds', { certificateType }, { status: 'NotFound' });
    expect((await read('certificates')).items).toMatchObject([{ certificateType, certificates: [] }]);
  });

  test('an answer against the schema is recorded as it came, and changes nothing', async () => {
    const before = await read('configuration');
    const answer = { configurationKey: 'everything' };
    expect(await command('GetConfiguration', {}, answer)).toMatchObject({ status: 'accepted', result: answer });
    expect(await read('configuration')).toEqual(before);
  });

  test.each(['configuration', 'reservations', 'charging-profiles', 'local-list', 'certificates', 'commands'])(
    'a station that does not exist has no %s: 404',
    (rest) => supertest(api.server).get(`/api/v1/stations/NOBODY/${rest}`).expect(404),
  );

  test('a station that is deleted and created again holds nothing of the former one', async () => {
    const csChargingProfiles = { chargingProfileId: 9, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile' };
    const kind = { chargingProfileKind: 'Relative', chargingSchedule: schedule };
    const profile = { connectorId: 1, csChargingProfiles: { ...csChargingProfiles, ...kind } };
    await command('SetChargingProfile', profile, accepted);
    const states = ['configuration', 'charging-profiles', 'certificates', 'reservations'];
    for (const state of states) expect((await read(state)).items.length).toBeGreaterThan(0);
    expect(await read('local-list')).toMatchObject({ version: 2 });
    await supertest(api.server).delete(path).set('If-Match', '"99"').expect(412);
    expect((await read('configuration')).items.length).toBeGreaterThan(0);
    await supertest(api.server).delete(path).expect(204);
    await supertest(api.server).delete(path).expect(404);
    await supertest(api.server).post('/api/v1/stations').send({ id: 'CS-1' }).expect(201);
    for (const state of states) expect((await read(state)).items).toEqual([]);
    expect(await read('local-list')).toMatchObject({ version: null });
  });
}

describe('station state on SQLite', () => stateSuite('SQLite'));
describeWith('MariaDB', 'station state on MariaDB', () => stateSuite('MariaDB'));
