import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, double, int, longText, moment, nullable, primary, serial, text } from '../schema-building.js';

/** Stations, tags, transactions, meter values, commands and demo sessions. */
export class FirstCharge1795392000001 implements MigrationInterface {
  name = 'FirstCharge1795392000001';

  async up(runner: QueryRunner): Promise<void> {
    await createStations(runner);
    await createIdTokens(runner);
    await createTransactions(runner);
    await createMeterValues(runner);
    await createOrphanMessages(runner);
    await createCommands(runner);
    await createDemoSessions(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'demo_sessions',
      'commands',
      'orphan_messages',
      'meter_values',
      'transactions',
      'id_tokens',
      'connectors',
      'stations',
    ]) {
      await runner.dropTable(table);
    }
  }
}

async function createStations(runner: QueryRunner): Promise<void> {
  await createTable(runner, {
    name: 'stations',
    columns: [
      text('id', 48, primary),
      text('vendor', 64, nullable),
      text('model', 64, nullable),
      text('serial_number', 64, nullable),
      text('firmware_version', 64, nullable),
      text('ocpp_version', 16, nullable),
      moment('last_boot_at', nullable),
      moment('last_seen_at', nullable),
      moment('created_at'),
      moment('expires_at', nullable),
    ],
  });
  await createTable(runner, {
    name: 'connectors',
    columns: [
      text('station_id', 48, primary),
      int('connector_id', primary),
      text('status', 32),
      text('error_code', 32),
      text('info', 64, nullable),
      text('vendor_id', 255, nullable),
      text('vendor_error_code', 64, nullable),
      moment('status_at', nullable),
      moment('received_at'),
    ],
  });
}

async function createIdTokens(runner: QueryRunner): Promise<void> {
  await createTable(runner, {
    name: 'id_tokens',
    columns: [
      text('id_tag_key', 20, primary),
      text('id_tag', 20),
      text('status', 16),
      moment('expires_at', nullable),
      text('parent_id_tag', 20, nullable),
      moment('created_at'),
    ],
  });
}

async function createTransactions(runner: QueryRunner): Promise<void> {
  await createTable(runner, {
    name: 'transactions',
    columns: [
      serial(runner, 'id', 'int'),
      text('station_id', 48),
      int('connector_id'),
      text('id_tag', 20),
      text('id_tag_status', 16),
      double('meter_start_wh'),
      moment('started_at'),
      moment('start_received_at'),
      int('reservation_id', nullable),
      double('latest_meter_wh', nullable),
      moment('latest_meter_at', nullable),
      double('meter_stop_wh', nullable),
      moment('stopped_at', nullable),
      moment('stop_received_at', nullable),
      text('stop_reason', 32, nullable),
      text('stop_id_tag', 20, nullable),
    ],
    uniques: [
      {
        name: 'uq_transactions_start',
        columnNames: ['station_id', 'connector_id', 'id_tag', 'meter_start_wh', 'started_at'],
      },
    ],
    indices: [
      { name: 'ix_transactions_station', columnNames: ['station_id', 'id'] },
      { name: 'ix_transactions_stopped', columnNames: ['stopped_at', 'id'] },
    ],
  });
}

async function createMeterValues(runner: QueryRunner): Promise<void> {
  await createTable(runner, {
    name: 'meter_values',
    columns: [
      serial(runner, 'id', 'bigint'),
      text('station_id', 48),
      int('connector_id'),
      int('transaction_id', nullable),
      moment('sampled_at'),
      moment('received_at'),
      text('measurand', 100),
      text('phase', 32, nullable),
      text('location', 32),
      text('context', 32),
      text('unit', 32, nullable),
      text('format', 16),
      longText(runner, 'value'),
      double('number', nullable),
      text('fingerprint', 40),
    ],
    uniques: [{ name: 'uq_meter_values_fingerprint', columnNames: ['fingerprint'] }],
    indices: [
      { name: 'ix_meter_values_transaction', columnNames: ['transaction_id', 'id'] },
      { name: 'ix_meter_values_station', columnNames: ['station_id', 'sampled_at'] },
    ],
  });
}

async function createOrphanMessages(runner: QueryRunner): Promise<void> {
  await createTable(runner, {
    name: 'orphan_messages',
    columns: [
      serial(runner, 'id', 'bigint'),
      text('station_id', 48),
      text('action', 64),
      longText(runner, 'payload'),
      text('reason', 255),
      moment('received_at'),
    ],
    indices: [{ name: 'ix_orphan_messages_station', columnNames: ['station_id', 'id'] }],
  });
}

async function createCommands(runner: QueryRunner): Promise<void> {
  await createTable(runner, {
    name: 'commands',
    columns: [
      text('id', 36, primary),
      text('station_id', 48),
      text('action', 64),
      longText(runner, 'payload'),
      text('status', 16),
      text('idempotency_key', 100, nullable),
      moment('created_at'),
      moment('sent_at', nullable),
      moment('finished_at', nullable),
      moment('deadline_at'),
      longText(runner, 'result', nullable),
      longText(runner, 'error', nullable),
    ],
    uniques: [{ name: 'uq_commands_idempotency', columnNames: ['station_id', 'idempotency_key'] }],
    indices: [{ name: 'ix_commands_open', columnNames: ['status', 'deadline_at'] }],
  });
}

async function createDemoSessions(runner: QueryRunner): Promise<void> {
  await createTable(runner, {
    name: 'demo_sessions',
    columns: [
      text('id', 36, primary),
      text('station_id', 48),
      text('id_tag', 20),
      moment('created_at'),
      moment('expires_at'),
    ],
    indices: [{ name: 'ix_demo_sessions_expiry', columnNames: ['expires_at'] }],
  });
}
