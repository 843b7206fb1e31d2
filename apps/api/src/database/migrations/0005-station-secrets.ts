import { TableColumn } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { nullable, text } from '../schema-building.js';

/** Stations' passwords, hashed. */
export class StationSecrets1795392000005 implements MigrationInterface {
  name = 'StationSecrets1795392000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn('stations', new TableColumn(text('secret_hash', 255, nullable)));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('stations', 'secret_hash');
  }
}
