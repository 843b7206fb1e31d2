import { expect, test } from '@jest/globals';
import { startApi } from '../../test/api-under-test.js';
import { IdTokenEntity } from '../id-tokens/id-token.entity.js';
import { MessageEntity } from '../message-log/message.entity.js';
import { MeterValueEntity } from '../transactions/meter-value.entity.js';
import { RetentionService } from './retention.service.js';

const now = new Date('2026-06-30T00:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

test('what is older than its kind is kept is deleted, however much it is; the rest stays', async () => {
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
    const tokens = api.dataSource.getRepository(IdTokenEntity);
    const token = { status: 'Accepted', createdAt: daysAgo(99) } as const;
    await tokens.insert({ ...token, idTagKey: 'gone', idTag: 'gone', expiresAt: daysAgo(2) });
    await tokens.insert({ ...token, idTagKey: 'expired', idTag: 'expired', expiresAt: daysAgo(0.5) });
    await tokens.insert({ ...token, idTagKey: 'endless', idTag: 'endless', expiresAt: null });
    await api.app.get(RetentionService).deleteOld(now);
    expect((await messages.find()).map(({ text }) => text)).toEqual(['young']);
    expect((await values.find()).map(({ fingerprint }) => fingerprint)).toEqual(['b']);
    expect((await tokens.find()).map(({ idTag }) => idTag).sort()).toEqual(['endless', 'expired']);
  } finally {
    await api.stop();
  }
});
