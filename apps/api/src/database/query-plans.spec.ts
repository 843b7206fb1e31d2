// What is asked often, or of large tables, is answered by an index: never by reading a table from end to end.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import supertest from 'supertest';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { startApi } from '../../test/api-under-test.js';
import type { ApiUnderTest, DatabaseKind } from '../../test/api-under-test.js';
import { QueryPlans } from '../../test/query-plans.js';
import type { Plan } from '../../test/query-plans.js';
import { boot, TestStation } from '../../test/test-station.js';
import { AuditEntryEntity } from '../audit/audit-entry.entity.js';
import { CommandEntity } from '../commands/command.entity.js';
import { CommandsService } from '../commands/commands.service.js';
import { DemoSessionsService } from '../demo-sessions/demo-sessions.service.js';
import { IdTokenEntity } from '../id-tokens/id-token.entity.js';
import { MessageEntity } from '../message-log/message.entity.js';
import { RetentionService } from '../retention/retention.service.js';
import {
  CertificateRequestEntity,
  DataTransferEntity,
  JobStatusEntity,
  SecurityEventEntity,
  StatusHistoryEntity,
} from '../station-records/record.entities.js';
import { ConnectorEntity } from '../stations/connector.entity.js';
import { StationEntity } from '../stations/station.entity.js';
import { MeterValueEntity, NO_SAMPLE } from '../transactions/meter-value.entity.js';
import { OrphanMessageEntity } from '../transactions/orphan-message.entity.js';
import { TransactionEntity } from '../transactions/transaction.entity.js';

/** Everything is looked for what is too old, and nothing is. */
const KEEP = {
  MESSAGE_RETENTION_DAYS: '3650',
  METER_VALUE_RETENTION_DAYS: '3650',
  ID_TOKEN_RETENTION_DAYS: '3650',
};
const ROWS = 4000;
const STATIONS = 100;
const MINUTE_MS = 60_000;
const begin = Date.UTC(2026, 0, 1);

const stationOf = (index: number): string => `CS-${String(index % STATIONS).padStart(3, '0')}`;
const at = (index: number): Date => new Date(begin + index * 10 * MINUTE_MS);
const uuid = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** A row of each table, made of its number. */
const tables: [EntityTarget<ObjectLiteral>, number, (index: number) => object][] = [
  [StationEntity, STATIONS, (index) => ({ id: stationOf(index), createdAt: at(index), registration: 'Accepted' })],
  [
    ConnectorEntity,
    STATIONS * 2,
    (index) => ({
      stationId: stationOf(index),
      connectorId: 1 + Math.floor(index / STATIONS),
      status: 'Available',
      errorCode: 'NoError',
      receivedAt: at(index),
    }),
  ],
  [
    IdTokenEntity,
    ROWS,
    (index) => ({
      idTagKey: `tag-${index}`,
      idTag: `TAG-${index}`,
      status: 'Accepted',
      createdAt: at(index),
      expiresAt: new Date(Date.UTC(2090, 0, 1) + index),
      parentIdTag: `GROUP-${index % 400}`,
      concurrentTransactionLimit: 5,
    }),
  ],
  [
    TransactionEntity,
    ROWS,
    (index) => ({
      stationId: stationOf(index),
      connectorId: 1,
      idTag: `TAG-${index % 500}`,
      idTagKey: `tag-${index % 500}`,
      idTagStatus: 'Accepted',
      meterStartWh: index,
      startedAt: at(index),
      startReceivedAt: at(index),
      ...(index % 50 === 0 ? {} : { stoppedAt: at(index + 1), stopReceivedAt: at(index + 1), meterStopWh: index + 9 }),
    }),
  ],
  [
    MeterValueEntity,
    ROWS * 2,
    (index) => ({
      stationId: stationOf(index),
      connectorId: 1,
      transactionId: 1 + (index % 1000),
      sampledAt: at(index),
      receivedAt: at(index),
      samples: `[{"measurand":"${index % 2 === 0 ? 'Power.Active.Import' : 'Voltage'}","value":"1"}]`,
      energyWh: index,
      ...NO_SAMPLE,
      fingerprint: String(index),
    }),
  ],
  [StatusHistoryEntity, ROWS, (index) => record(index, { connectorId: 1, status: 'Available', errorCode: 'NoError' })],
  [
    SecurityEventEntity,
    ROWS,
    (index) => record(index, { type: `Type${index % 20}`, occurredAt: at(index), fingerprint: String(index) }),
  ],
  [
    CertificateRequestEntity,
    ROWS,
    (index) => record(index, { csr: 'x', status: 'Accepted', fingerprint: String(index) }),
  ],
  [JobStatusEntity, ROWS, (index) => record(index, { job: 'log', action: 'LogStatusNotification', status: 'Idle' })],
  [DataTransferEntity, ROWS, (index) => record(index, { vendorId: 'v' })],
  [OrphanMessageEntity, ROWS, (index) => record(index, { action: `Action${index % 20}`, payload: {}, reason: 'r' })],
  [
    MessageEntity,
    ROWS,
    (index) => record(index, { direction: 'in', type: 'call', action: 'Heartbeat', text: '[]', sizeBytes: 2 }),
  ],
  [
    CommandEntity,
    ROWS,
    (index) => ({
      id: uuid(index),
      stationId: stationOf(index),
      action: ['Reset', 'ClearCache', 'GetLog'][index % 3],
      payload: {},
      status: 'accepted',
      createdAt: at(index),
      deadlineAt: at(index),
      finishedAt: at(index),
    }),
  ],
  [
    AuditEntryEntity,
    ROWS,
    (index) => ({ actor: 'a', action: 'x', subject: `transactions/${index}`, detail: {}, receivedAt: at(index) }),
  ],
];

const record = (index: number, rest: object): object => ({
  stationId: stationOf(index),
  receivedAt: at(index),
  ...rest,
});

/** Half a day in the middle: as much of the whole as one looks at. */
const range = `from=${at(2000).toISOString()}&to=${at(2072).toISOString()}`;

/** What is read, and the indexes by which: of any, where a database may choose. And by which the readings of what runs are found. */
const reads: [string, string, string[], string?][] = [
  ['stations', 'limit=10', ['PRIMARY']],
  ['stations', 'idPrefix=CS-05&limit=5', ['PRIMARY']],
  ['id-tokens', '', ['PRIMARY']],
  ['id-tokens', 'idTagPrefix=TAG-1', ['PRIMARY']],
  ['id-tokens', 'parentIdTag=GROUP-7', ['ix_id_tokens_parent']],
  ['transactions', '', ['PRIMARY'], 'ix_meter_values_transaction_time'],
  ['transactions', 'stationId=CS-007', ['ix_transactions_station']],
  ['transactions', 'idTag=tag-7', ['ix_transactions_open_by_token']],
  ['transactions', 'state=active', ['ix_transactions_stopped']],
  ['transactions', `${range}`, ['ix_transactions_started']],
  ['transactions', `stationId=CS-007&${range}`, ['ix_transactions_station_started', 'ix_transactions_station']],
  ['transactions/7/meter-values', 'measurand=Voltage', ['ix_meter_values_transaction_time']],
  ['transactions/7/meter-values/series', 'measurand=Voltage', ['ix_meter_values_transaction_time']],
  ['stations/CS-007/meter-values', 'connectorId=1', ['ix_meter_values_station']],
  ['stations/CS-007/meter-values', range, ['ix_meter_values_station']],
  ['orphan-messages', 'stationId=CS-007', ['ix_orphan_messages_station']],
  ['orphan-messages', 'action=Action7', ['ix_orphan_messages_action']],
  ['orphan-messages', range, ['ix_orphan_messages_age']],
  ['security-events', 'stationId=CS-007', ['ix_security_events_station']],
  ['security-events', 'type=Type7', ['ix_security_events_type']],
  ['security-events', range, ['ix_security_events_age']],
  ['audit-entries', 'subject=transactions/7', ['ix_audit_entries_subject']],
  ['audit-entries', range, ['ix_audit_entries_age']],
  ['stations/CS-007/status-history', 'connectorId=1', ['ix_status_history_connector', 'ix_status_history_station']],
  ['stations/CS-007/status-history', range, ['ix_status_history_station', 'ix_status_history_age']],
  ['stations/CS-007/messages', 'direction=in&action=Heartbeat', ['ix_messages_station']],
  ['stations/CS-007/messages', range, ['ix_messages_station']],
  ['stations/CS-007/job-statuses', 'job=log', ['ix_job_statuses_station']],
  ['stations/CS-007/data-transfers', '', ['ix_data_transfers_station']],
  ['stations/CS-007/certificate-requests', '', ['ix_certificate_requests_station']],
  ['stations/CS-007/commands', '', ['ix_commands_station']],
  ['stations/CS-007/commands', 'action=GetLog&status=accepted', ['ix_commands_station_action', 'ix_commands_station']],
  ['commands', `ids=${uuid(1)},${uuid(2)}`, ['PRIMARY']],
  ['stations/CS-007/reservations', '', ['ix_reservations_station']],
  ['stations/CS-007/configuration', '', ['PRIMARY']],
  ['statistics', range, ['ix_transactions_started'], 'ix_meter_values_transaction_time'],
  ['statistics', `stationId=CS-007&${range}`, ['ix_transactions_station_started']],
];

function queryPlanSuite(kind: DatabaseKind): void {
  let api: ApiUnderTest;
  let plans: QueryPlans;

  beforeAll(async () => {
    api = await startApi(kind, KEEP);
    for (const [entity, count, make] of tables) {
      const rows = api.dataSource.getRepository(entity);
      const all = Array.from({ length: count }, (_, index) => make(index));
      for (let start = 0; start < count; start += 1000) {
        const values = all.slice(start, start + 1000);
        await rows.createQueryBuilder().insert().values(values).updateEntity(false).execute();
      }
    }
    const names = api.dataSource.entityMetadatas.map(({ tableName }) => tableName);
    await api.dataSource.query(kind === 'MariaDB' ? `ANALYZE TABLE ${names.join(', ')}` : 'ANALYZE');
    plans = new QueryPlans(api);
  });
  afterAll(() => api.stop());

  test.each(reads)('GET /%s?%s is answered by an index', async (path, query, expected, ...[readingsBy]) => {
    const found = await plans.of(() => supertest(api.server).get(`/api/v1/${path}?${query}`).expect(200));
    expect(found.length).toBeGreaterThan(0);
    // Statistics ask of each connector which status it had: of its few rows, all.
    const isScan = ({ scans }: Plan): boolean => scans.some((table) => !(path === 'statistics' && table === 'c'));
    expect(found.filter(isScan)).toEqual([]);
    const uses = found.flatMap((plan) => plan.uses);
    expect({ uses, byIndex: expected.some((index) => uses.includes(index)) }).toEqual({ uses, byIndex: true });
    if (readingsBy !== undefined) expect(uses).toContain(readingsBy);
  });

  test('what stations wait for is found by keys: boot, heartbeat, status, start, meter values, stop', async () => {
    const station = await TestStation.connect(api.origin, '/ocpp/CS-007');
    const timestamp = '2026-06-01T12:00:00Z';
    const found = await plans.of(async () => {
      await station.call('BootNotification', boot);
      await station.call('Heartbeat', {});
      await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' });
      await station.call('Authorize', { idTag: 'TAG-7' });
      const start = { connectorId: 2, idTag: 'TAG-7', meterStart: 0, timestamp };
      const { transactionId } = await station.call('StartTransaction', start);
      const meterValue = [{ timestamp, sampledValue: [{ value: '1' }] }];
      await station.call('MeterValues', { connectorId: 2, transactionId, meterValue });
      await station.call('StopTransaction', { transactionId, idTag: 'TAG-7', meterStop: 5, timestamp });
      await station.call('StopTransaction', { transactionId: 999_999, meterStop: 5, timestamp });
      await station.call('LogStatusNotification', { status: 'Idle', requestId: 5 });
    });
    await station.close();
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(({ scans }) => scans.length > 0)).toEqual([]);
    const uses = found.flatMap((plan) => plan.uses);
    // How many transactions a token runs (ConcurrentTx), and which command began a job.
    expect(uses).toContainEqual(expect.stringContaining('ix_transactions_open_by_token'));
    expect(uses).toContainEqual(expect.stringMatching(/ix_commands_station/));
  });

  test('retention, forgotten commands and old demo sessions are found by an index', async () => {
    const found = await plans.of(async () => {
      await api.app.get(RetentionService).deleteOld(new Date(begin));
      await api.app.get(CommandsService).expireForgotten(new Date());
      await api.app.get(DemoSessionsService).deleteExpired(new Date());
    });
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter(({ scans }) => scans.length > 0)).toEqual([]);
  });
}

describe('query plans on SQLite', () => queryPlanSuite('SQLite'));
describeWith('MariaDB', 'query plans on MariaDB', () => queryPlanSuite('MariaDB'));
