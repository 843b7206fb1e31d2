import { TableColumn, TableIndex } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, int, longText, moment, nullable, primary, serial, text } from '../schema-building.js';

const TABLES = [
  'configuration_keys',
  'reservations',
  'charging_profiles',
  'local_lists',
  'installed_certificates',
  'audit_entries',
];

const COMMANDS_BY_STATION = new TableIndex({
  name: 'ix_commands_station',
  columnNames: ['station_id', 'created_at', 'id'],
});

/** What stations hold, as far as their answers say; and what people did by hand. */
export class StationState1795392000004 implements MigrationInterface {
  name = 'StationState1795392000004';

  async up(runner: QueryRunner): Promise<void> {
    const station = text('station_id', 48, primary);
    await createTable(runner, {
      name: 'configuration_keys',
      columns: [
        station,
        text('name', 50, primary),
        longText(runner, 'value', nullable),
        int('readonly'),
        moment('read_at'),
      ],
    });
    await createTable(runner, {
      name: 'reservations',
      columns: [
        station,
        int('reservation_id', primary),
        int('connector_id'),
        text('id_tag', 20),
        text('parent_id_tag', 20, nullable),
        moment('expires_at'),
        text('state', 16),
        int('transaction_id', nullable),
        text('command_id', 36),
        moment('changed_at'),
      ],
      indices: [{ name: 'ix_reservations_changed', columnNames: ['changed_at'] }],
    });
    await createTable(runner, {
      name: 'charging_profiles',
      columns: [
        station,
        int('profile_id', primary),
        int('connector_id'),
        text('purpose', 32),
        int('stack_level'),
        longText(runner, 'profile'),
        text('command_id', 36),
        moment('installed_at'),
      ],
    });
    await createTable(runner, {
      name: 'local_lists',
      columns: [
        station,
        int('version', nullable),
        int('reported_version', nullable),
        longText(runner, 'entries'),
        moment('changed_at'),
      ],
    });
    await createTable(runner, {
      name: 'installed_certificates',
      columns: [station, text('certificate_type', 64, primary), longText(runner, 'certificates'), moment('read_at')],
    });
    await createTable(runner, {
      name: 'audit_entries',
      columns: [
        serial(runner, 'id', 'bigint'),
        text('actor', 100),
        text('action', 64),
        text('subject', 100),
        longText(runner, 'detail'),
        moment('received_at'),
      ],
    });
    await runner.createIndex('commands', COMMANDS_BY_STATION);
    await runner.addColumn('transactions', new TableColumn(moment('closed_by_hand_at', nullable)));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('commands', COMMANDS_BY_STATION);
    await runner.dropColumn('transactions', 'closed_by_hand_at');
    for (const table of TABLES) await runner.dropTable(table);
  }
}
