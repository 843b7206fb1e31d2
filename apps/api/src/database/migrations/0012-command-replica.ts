import { TableColumn } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { nullable, text } from '../schema-building.js';

/** Which replica a command was given to, so that those of a replica that died can be ended. */
export class CommandReplica1795392000012 implements MigrationInterface {
  name = 'CommandReplica1795392000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn('commands', new TableColumn(text('replica_id', 12, nullable)));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('commands', 'replica_id');
  }
}
