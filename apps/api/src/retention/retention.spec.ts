import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startApi } from '../../test/api-under-test.js';
import { IdTokenEntity } from '../id-tokens/id-token.entity.js';
import { MessageEntity } from '../message-log/message.entity.js';
import { MeterValueEntity } from '../transactions/meter-value.entity.js';
import { TransactionEntity } from '../transactions/transaction.entity.js';
import { RetentionService } from './retention.service.js';

// The real time: the service has a look of its own at the start.
const now = new Date();
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

test('what is older than its kind is kept is deleted, however much it is; the rest stays, and what running transactions have measured last', async () => {
  const retention = { MESSAGE_RETENTION_DAYS: '7', METER_VALUE_RETENTION_DAYS: '30', ID_TOKEN_RETENTION_DAYS: '1' };
  const api = await startApi('SQLite', retention);
  try {
    const messages = api.dataSource.getRepository(MessageEntity);
    const frame = { stationId: 'CS', direction: 'in', type: 'call', text: '', sizeBytes: 0 } as const;
    const old = Array.from({ length: 2500 }, () => ({ ...frame, receivedAt: daysAgo(8) }));
    await messages.insert([...old, { ...frame, text: 'young', receivedAt: daysAgo(6) }]);
    const values = api.dataSource.getRepository(MeterValueEntity);
    const sample = { measurand: 'm', location: 'l', context: 'c', format: 'Raw', value: '1', sampledAt: now };
    const origin = { stationId: 'CS', connectorId: 1, ...sample };
    await values.insert({ ...origin, fingerprint: 'a', receivedAt: daysAgo(31) });
    await values.insert({ ...origin, fingerprint: 'b', receivedAt: daysAgo(29) });
    const transactions = api.dataSource.getRepository(TransactionEntity);
    const start = {
      stationId: 'CS',
      connectorId: 1,
      idTag: 'T',
      idTagStatus: 'Accepted',
      startReceivedAt: daysAgo(40),
    };
    await transactions.insert({ ...start, id: 1, startedAt: daysAgo(40), meterStartWh: 100 });
    await transactions.insert({ ...start, id: 2, startedAt: daysAgo(41), meterStartWh: 100, latestMeterWh: 150 });
    const reading = (transactionId: number, energyWh: number | null, days: number) =>
      values.insert({
        ...origin,
        transactionId,
        energyWh,
        fingerprint: `${transactionId} ${days}`,
        receivedAt: daysAgo(days),
      });
    for (const [days, energyWh] of [
      [35, 300],
      [33, 700],
      [32, null],
    ] as const)
      await reading(1, energyWh, days);
    await reading(2, null, 32);
    const tokens = api.dataSource.getRepository(IdTokenEntity);
    const token = { status: 'Accepted', createdAt: daysAgo(99) } as const;
    await tokens.insert({ ...token, idTagKey: 'gone', idTag: 'gone', expiresAt: daysAgo(2) });
    await tokens.insert({ ...token, idTagKey: 'expired', idTag: 'expired', expiresAt: daysAgo(0.5) });
    await tokens.insert({ ...token, idTagKey: 'endless', idTag: 'endless', expiresAt: null });
    await api.app.get(RetentionService).deleteOld(now);
    expect((await messages.find()).map(({ text }) => text)).toEqual(['young']);
    expect((await values.find()).map(({ fingerprint }) => fingerprint)).toEqual(['b']);
    const energyOf = async (id: number): Promise<number> =>
      (await supertest(api.server).get(`/api/v1/transactions/${id}`).expect(200)).body.energyWh;
    expect([await energyOf(1), await energyOf(2)]).toEqual([600, 50]);
    expect((await tokens.find()).map(({ idTag }) => idTag).sort()).toEqual(['endless', 'expired']);
  } finally {
    await api.stop();
  }
});
