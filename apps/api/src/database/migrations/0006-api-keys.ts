import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, moment, nullable, primary, text } from '../schema-building.js';

/** Keys with which machines use the API. */
export class ApiKeys1795392000006 implements MigrationInterface {
  name = 'ApiKeys1795392000006';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'api_keys',
      columns: [
        text('id', 16, primary),
        text('name', 80),
        text('role', 16),
        text('secret_hash', 64),
        moment('created_at'),
        moment('expires_at', nullable),
        moment('revoked_at', nullable),
      ],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('api_keys');
  }
}
