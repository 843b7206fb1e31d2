import { TableColumn } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { int, longText, moment, nullable, text } from '../schema-building.js';

/** A CALL and its answer share a row of the message log, where no other frame came between them. */
export class MessageAnswers1795392000013 implements MigrationInterface {
  name = 'MessageAnswers1795392000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns('messages', [
      new TableColumn(text('answer_type', 16, nullable)),
      new TableColumn(longText(runner, 'answer_text', nullable)),
      new TableColumn(int('answer_size_bytes', nullable)),
      new TableColumn(moment('answered_at', nullable)),
    ]);
  }

  /** What answers say is lost. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('messages', ['answer_type', 'answer_text', 'answer_size_bytes', 'answered_at']);
  }
}
