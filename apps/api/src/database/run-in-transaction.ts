// Runs scripts of statements in one transaction. A script is a generator that yields statements and is given their rows: on
// MariaDB it waits for a connection of the pool, on SQLite it runs through in one go, since all share one connection there.
import type { DataSource } from 'typeorm';
import { dialectOf } from './bulk-statements.js';
import type { SqlValue, Statement } from './bulk-statements.js';

export type ReturnedRow = Record<string, unknown>;
export type StatementScript<Result> = Generator<Statement, Result, ReturnedRow[]>;

/** @returns what each script returned. @throws the driver's error, when everything is rolled back. */
export function runInTransaction<Result>(
  dataSource: DataSource,
  scripts: readonly (() => StatementScript<Result>)[],
): Promise<Result[]> {
  return dialectOf(dataSource.options.type) === 'mariadb'
    ? runOnPool(dataSource, scripts)
    : Promise.resolve().then(() => runAtOnce(dataSource, scripts));
}

async function runOnPool<Result>(
  dataSource: DataSource,
  scripts: readonly (() => StatementScript<Result>)[],
): Promise<Result[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    const results: Result[] = [];
    for (const begin of scripts) {
      const script = begin();
      let step = script.next([]);
      while (!step.done) {
        const { sql, parameters } = step.value;
        const rows: unknown = await runner.query(sql, parameters);
        step = script.next(Array.isArray(rows) ? (rows as ReturnedRow[]) : []);
      }
      results.push(step.value);
    }
    await runner.commitTransaction();
    return results;
  } catch (error) {
    // On a connection that is gone the database has rolled back by itself.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => {});
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
      while (!step.done) step = script.next(runStatement(database, step.value));
      return step.value;
    });
    database.exec('COMMIT');
    return results;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function runStatement(database: SqliteDatabase, { sql, parameters }: Statement): ReturnedRow[] {
  const statement = database.prepare(sql);
  if (statement.reader) return statement.all(...parameters);
  statement.run(...parameters);
  return [];
}
