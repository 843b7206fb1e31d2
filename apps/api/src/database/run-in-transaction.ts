// Runs scripts of statements in one transaction. A script is a generator that yields statements and is given their rows: on
// MariaDB it waits for a connection of the pool, on SQLite it runs through in one go, since all share one connection there.
import type { DataSource } from 'typeorm';
import { knowsBulkProtocol } from './bulk-protocol.js';
import type { CoreConnection } from './bulk-protocol.js';
import { dialectOf } from './bulk-statements.js';
import type { BulkInsert, Statement } from './bulk-statements.js';
import type { SqlValue } from './column-values.js';
import { PipelinedTransaction, StepwiseTransaction } from './mariadb-transactions.js';
import type { Observer, ReturnedRow } from './mariadb-transactions.js';

export type StatementScript<Result> = Generator<Statement | BulkInsert, Result, ReturnedRow[]>;

/** @returns what each script returned. @throws the driver's error, when everything is rolled back. */
export function runInTransaction<Result>(
  dataSource: DataSource,
  scripts: readonly (() => StatementScript<Result>)[],
): Promise<Result[]> {
  return dialectOf(dataSource.options.type) === 'mariadb'
    ? runOnPool(dataSource, scripts)
    : Promise.resolve().then(() => runAtOnce(dataSource, scripts));
}

/** On mysql2's own connection: TypeORM's way to it costs more than some of the statements. */
async function runOnPool<Result>(
  dataSource: DataSource,
  scripts: readonly (() => StatementScript<Result>)[],
): Promise<Result[]> {
  const runner = dataSource.createQueryRunner();
  const connection = (await runner.connect()) as CoreConnection;
  const log: Observer = ({ sql, parameters }) => void dataSource.logger.logQuery(sql, parameters, runner);
  const transaction = knowsBulkProtocol(connection)
    ? new PipelinedTransaction(connection, log)
    : new StepwiseTransaction(connection, log);
  try {
    const results: Result[] = [];
    for (const begin of scripts) {
      const script = begin();
      let step = script.next([]);
      while (!step.done) step = script.next(await transaction.run(step.value));
      results.push(step.value);
    }
    await transaction.commit();
    return results;
  } catch (error) {
    // On a connection that is gone the database has rolled back by itself. One that does not answer must not be used again.
    await transaction.rollback().catch(() => connection.destroy());
    throw error;
  } finally {
    await runner.release();
  }
}
/** What we use of libsql. */
interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): {
    reader: boolean;
    all(...values: SqlValue[]): ReturnedRow[];
    run(...values: SqlValue[]): void;
  };
}

function runAtOnce<Result>(dataSource: DataSource, scripts: readonly (() => StatementScript<Result>)[]): Result[] {
  const { databaseConnection: database } = dataSource.driver as unknown as { databaseConnection: SqliteDatabase };
  database.exec('BEGIN IMMEDIATE');
  try {
    const results = scripts.map((begin) => {
      const script = begin();
      let step = script.next([]);
      while (!step.done) step = script.next(runDirectly(database, step.value));
      return step.value;
    });
    database.exec('COMMIT');
    return results;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function runDirectly(database: SqliteDatabase, step: Statement | BulkInsert): ReturnedRow[] {
  return 'rows' in step
    ? step.statements().flatMap((statement) => runStatement(database, statement))
    : runStatement(database, step);
}

function runStatement(database: SqliteDatabase, { sql, parameters }: Statement): ReturnedRow[] {
  const statement = database.prepare(sql);
  if (statement.reader) return statement.all(...parameters);
  statement.run(...parameters);
  return [];
}
