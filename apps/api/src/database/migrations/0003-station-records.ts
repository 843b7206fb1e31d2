import { TableIndex } from 'typeorm';
import type { MigrationInterface, QueryRunner, TableColumnOptions } from 'typeorm';
import { createTable, int, longText, moment, nullable, serial, text } from '../schema-building.js';

const TABLES = [
  'status_history',
  'security_events',
  'certificate_requests',
  'job_statuses',
  'data_transfers',
  'messages',
];

const METER_VALUES_BY_AGE = new TableIndex({ name: 'ix_meter_values_received', columnNames: ['received_at'] });

/** What stations report besides transactions, and every frame that passes. */
export class StationRecords1795392000003 implements MigrationInterface {
  name = 'StationRecords1795392000003';

  async up(runner: QueryRunner): Promise<void> {
    await createRecords(runner, 'status_history', [
      int('connector_id'),
      text('status', 32),
      text('error_code', 32),
      text('info', 64, nullable),
      text('vendor_id', 255, nullable),
      text('vendor_error_code', 64, nullable),
      moment('status_at', nullable),
    ]);
    await createRecords(
      runner,
      'security_events',
      [text('type', 50), text('tech_info', 255, nullable), moment('occurred_at'), text('fingerprint', 40)],
      'fingerprint',
    );
    await createRecords(
      runner,
      'certificate_requests',
      [longText(runner, 'csr'), text('status', 16), text('fingerprint', 40)],
      'fingerprint',
    );
    await createRecords(runner, 'job_statuses', [
      text('job', 16),
      text('action', 64),
      text('status', 32),
      int('request_id', nullable),
      text('command_id', 36, nullable),
    ]);
    await createRecords(runner, 'data_transfers', [
      text('vendor_id', 255),
      text('message_id', 50, nullable),
      longText(runner, 'data', nullable),
    ]);
    await createRecords(runner, 'messages', [
      text('direction', 3),
      text('type', 16),
      text('message_id', 64, nullable),
      text('action', 64, nullable),
      longText(runner, 'text'),
      int('size_bytes'),
    ]);
    await runner.createIndex('messages', new TableIndex({ name: 'ix_messages_age', columnNames: ['received_at'] }));
    await runner.createIndex('meter_values', METER_VALUES_BY_AGE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('meter_values', METER_VALUES_BY_AGE);
    for (const table of TABLES) await runner.dropTable(table);
  }
}

async function createRecords(
  runner: QueryRunner,
  name: string,
  columns: TableColumnOptions[],
  unique?: string,
): Promise<void> {
  await createTable(runner, {
    name,
    columns: [serial(runner, 'id', 'bigint'), text('station_id', 48), ...columns, moment('received_at')],
    indices: [{ name: `ix_${name}_station`, columnNames: ['station_id', 'id'] }],
    uniques: unique === undefined ? [] : [{ name: `uq_${name}_${unique}`, columnNames: [unique] }],
  });
}
