// A transaction on one connection of MariaDB, statement by statement as scripts yield them.
import { sendTogether } from './bulk-protocol.js';
import type { CoreConnection } from './bulk-protocol.js';
import type { BulkInsert, Statement } from './bulk-statements.js';

export type ReturnedRow = Record<string, unknown>;
/** Is told of each statement that is text. */
export type Observer = (statement: Statement) => void;

const text = (sql: string): Statement => ({ sql, parameters: [] });

/**
 * Statements wait until rows are asked for or all is to be committed, and are then sent together. Not begun by START
 * TRANSACTION: after a deadlock, which ends the transaction, the server would commit those behind it one by one.
 */
export class PipelinedTransaction {
  private waiting: (Statement | BulkInsert)[] = [text('SET autocommit = 0')];

  constructor(
    private readonly connection: CoreConnection,
    private readonly observe: Observer,
  ) {}

  async run(step: Statement | BulkInsert): Promise<ReturnedRow[]> {
    if (!('rows' in step)) this.observe(step);
    if ('rows' in step || step.returns !== true) {
      this.waiting.push(step);
      return [];
    }
    await this.send();
    return query(this.connection, step);
  }

  async commit(): Promise<void> {
    await this.send();
    this.waiting = [text('COMMIT'), text('SET autocommit = 1')];
    await this.send();
  }

  async rollback(): Promise<void> {
    this.waiting = [text('ROLLBACK'), text('SET autocommit = 1')];
    await this.send();
  }

  private async send(): Promise<void> {
    const steps = this.waiting;
    this.waiting = [];
    await sendTogether(this.connection, steps);
  }
}

/** For servers behind something that does not know the bulk protocol. */
export class StepwiseTransaction {
  private isBegun = false;

  constructor(
    private readonly connection: CoreConnection,
    private readonly observe: Observer,
  ) {}

  async run(step: Statement | BulkInsert): Promise<ReturnedRow[]> {
    if (!this.isBegun) await query(this.connection, text('START TRANSACTION'));
    this.isBegun = true;
    let rows: ReturnedRow[] = [];
    for (const statement of 'rows' in step ? step.statements() : [step]) {
      this.observe(statement);
      rows = await query(this.connection, statement);
    }
    return rows;
  }

  async commit(): Promise<void> {
    await query(this.connection, text('COMMIT'));
  }

  async rollback(): Promise<void> {
    await query(this.connection, text('ROLLBACK'));
  }
}

function query(connection: CoreConnection, { sql, parameters }: Statement): Promise<ReturnedRow[]> {
  return new Promise((resolve, reject) =>
    connection.query({ sql, values: parameters }, (error, rows) => {
      if (error !== null) reject(error);
      else resolve(Array.isArray(rows) ? (rows as ReturnedRow[]) : []);
    }),
  );
}
