import { TableColumn, TableIndex } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { int, moment, nullable, text } from '../schema-building.js';

const ADDED = {
  stations: [
    text('name', 100, nullable),
    text('registration', 16, { default: "'Accepted'" }),
    int('version', { default: 1 }),
  ],
  id_tokens: [int('concurrent_transaction_limit', nullable), int('version', { default: 1 })],
  transactions: [text('id_tag_key', 20, { default: "''" })],
  commands: [moment('late_answer_at', nullable)],
};

const OPEN_BY_TOKEN = new TableIndex({
  name: 'ix_transactions_open_by_token',
  columnNames: ['id_tag_key', 'stopped_at', 'id'],
});

/** Which stations are accepted, how many transactions a token may run at once, which answers came late. */
export class RegistrationAndLimits1795392000002 implements MigrationInterface {
  name = 'RegistrationAndLimits1795392000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(ADDED)) {
      await runner.addColumns(
        table,
        columns.map((column) => new TableColumn(column)),
      );
    }
    await runner.query('UPDATE transactions SET id_tag_key = LOWER(id_tag)');
    await runner.createIndex('transactions', OPEN_BY_TOKEN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('transactions', OPEN_BY_TOKEN);
    for (const [table, columns] of Object.entries(ADDED)) {
      for (const { name } of columns) await runner.dropColumn(table, name);
    }
  }
}
