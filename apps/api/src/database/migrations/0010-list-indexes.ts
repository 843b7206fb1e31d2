import { Table, TableIndex } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, int, longText, moment, text } from '../schema-building.js';

const index = (table: string, name: string, ...columnNames: string[]): [string, TableIndex] => [
  table,
  new TableIndex({ name: `ix_${table}_${name}`, columnNames }),
];

const INDEXES = [
  index('id_tokens', 'parent', 'parent_id_tag', 'id_tag_key'),
  index('id_tokens', 'expiry', 'expires_at'),
  index('orphan_messages', 'action', 'action', 'id'),
  index('orphan_messages', 'age', 'received_at'),
  index('security_events', 'type', 'type', 'id'),
  index('security_events', 'age', 'received_at'),
  index('audit_entries', 'subject', 'subject', 'id'),
  index('audit_entries', 'age', 'received_at'),
  index('commands', 'station_action', 'station_id', 'action', 'created_at'),
  index('reservations', 'station', 'station_id', 'changed_at'),
];

/** What lists are filtered by. And where stations deviate from the standard, for a person. */
export class ListIndexes1795392000010 implements MigrationInterface {
  name = 'ListIndexes1795392000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, each] of INDEXES) await runner.createIndex(table, each);
    await createTable(runner, {
      name: 'deviations',
      columns: [
        text('station_id', 48, { isPrimary: true }),
        text('fingerprint', 40, { isPrimary: true }),
        text('action', 64),
        text('path', 255),
        text('problem', 255),
        text('outcome', 16),
        longText(runner, 'example'),
        int('count'),
        moment('first_at'),
        moment('last_at'),
      ],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(new Table({ name: 'deviations' }));
    for (const [table, each] of INDEXES) await runner.dropIndex(table, each);
  }
}
