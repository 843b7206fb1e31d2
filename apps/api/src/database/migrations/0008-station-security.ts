import { TableColumn, TableIndex } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { int, moment, nullable, text } from '../schema-building.js';

const COLUMNS = [
  int('min_security_profile', { default: 0 }),
  text('certificate_common_name', 64, nullable),
  text('certificate_fingerprint', 64, nullable),
  { name: 'certificate', type: 'text', isNullable: true },
  int('security_profile', nullable),
  moment('last_connected_at', nullable),
  text('last_address', 64, nullable),
  text('created_by', 300, nullable),
];
const CREATOR = new TableIndex({ name: 'ix_stations_created_by', columnNames: ['created_by', 'id'] });

/** How well stations have to prove who they are, how they last did, and who created them. */
export class StationSecurity1795392000008 implements MigrationInterface {
  name = 'StationSecurity1795392000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.addColumn('stations', new TableColumn(column));
    await runner.createIndex('stations', CREATOR);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('stations', CREATOR);
    for (const { name } of COLUMNS.toReversed()) await runner.dropColumn('stations', name);
  }
}
