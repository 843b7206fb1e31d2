import { TableIndex } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES: [string, TableIndex][] = [
  ['transactions', new TableIndex({ name: 'ix_transactions_started', columnNames: ['started_at'] })],
  [
    'transactions',
    new TableIndex({ name: 'ix_transactions_station_started', columnNames: ['station_id', 'started_at'] }),
  ],
  [
    'status_history',
    new TableIndex({ name: 'ix_status_history_connector', columnNames: ['station_id', 'connector_id', 'id'] }),
  ],
  ['status_history', new TableIndex({ name: 'ix_status_history_age', columnNames: ['received_at'] })],
];

/** What the statistics by day read. */
export class StatisticsIndexes1795392000007 implements MigrationInterface {
  name = 'StatisticsIndexes1795392000007';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, index] of INDEXES) await runner.createIndex(table, index);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, index] of INDEXES) await runner.dropIndex(table, index);
  }
}
