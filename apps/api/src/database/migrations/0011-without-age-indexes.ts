import { TableIndex } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES: [string, TableIndex][] = [
  ['messages', new TableIndex({ name: 'ix_messages_age', columnNames: ['received_at'] })],
  ['meter_values', new TableIndex({ name: 'ix_meter_values_received', columnNames: ['received_at'] })],
];

/** Retention follows the ids, which grow with time: the tables that every message writes to need no index by age. */
export class WithoutAgeIndexes1795392000011 implements MigrationInterface {
  name = 'WithoutAgeIndexes1795392000011';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, index] of INDEXES) await runner.dropIndex(table, index);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, index] of INDEXES) await runner.createIndex(table, index);
  }
}
