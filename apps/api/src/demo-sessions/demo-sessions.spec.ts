import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../test/api-under-test.js';
import { TestStation } from '../../test/test-station.js';
import { MessageLog } from '../message-log/message-log.js';
import { DemoSessionsService } from './demo-sessions.service.js';

function demoSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApi(kind);
  });
  afterAll(() => api.stop());

  const create = async () => (await supertest(api.server).post('/api/v1/demo-sessions').expect(201)).body;
  const count = async (): Promise<Record<string, number>> => {
    await api.app.get(MessageLog).flush();
    const counts: Record<string, number> = {};
    for (const { tableName, target } of api.dataSource.entityMetadatas) {
      counts[tableName] = await api.dataSource.getRepository(target).count();
    }
    return counts;
  };

  test('two visitors never get the same station or tag', async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, create));
    const names = sessions.flatMap(({ stationId, idTag }) => [stationId, idTag]);
    expect(new Set(names).size).toBe(40);
    for (const { stationId, idTag, ocppPath, expiresAt } of sessions) {
      expect(stationId).toMatch(/^DEMO-[0-9A-Z]{12}$/);
      expect(idTag.length).toBeLessThanOrEqual(20);
      expect(ocppPath).toBe(`/ocpp/${stationId}`);
      expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 3_600_000);
    }
  });

  test('when its time is over, a session is forgotten with all that it did, and nothing else is', async () => {
    await (await TestStation.connect(api.origin, '/ocpp/REAL')).call('StartTransaction', startOf('REAL-TAG'));
    await supertest(api.server).put('/api/v1/id-tokens/REAL-TAG').send({}).expect(200);
    const service = api.app.get(DemoSessionsService);
    await service.deleteExpired(new Date(Date.now() + 1e9));
    const before = await count();
    const { stationId, idTag, ocppPath } = await create();
    const station = await TestStation.connect(api.origin, ocppPath);
    await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' });
    const { transactionId, idTagInfo } = await station.call('StartTransaction', startOf(idTag));
    expect(idTagInfo.status).toBe('Accepted');
    const meterValue = [{ timestamp: '2026-01-01T00:00:01Z', sampledValue: [{ value: '1' }] }];
    await station.call('MeterValues', { connectorId: 1, transactionId, meterValue });
    await station.call('StopTransaction', { transactionId: -1, meterStop: 1, timestamp: '2026-01-01T00:00:02Z' });
    const command = { action: 'Reset', payload: { type: 'Soft' } };
    await supertest(api.server).post(`/api/v1/stations/${stationId}/commands`).send(command).expect(202);
    expect(await service.deleteExpired(new Date())).toBe(0);
    const closed = station.closed();
    expect(await service.deleteExpired(new Date(Date.now() + 1e9))).toBe(1);
    expect(await closed).toBe(1008);
    expect(await count()).toEqual(before);
  });
}

const startOf = (idTag: string) => ({ connectorId: 1, idTag, meterStart: 0, timestamp: '2026-01-01T00:00:00Z' });

describe('demo sessions on SQLite', () => demoSuite('SQLite'));
describeWith('MariaDB', 'demo sessions on MariaDB', () => demoSuite('MariaDB'));
