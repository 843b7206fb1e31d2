// Runs scripts of statements in one transaction. A script is a generator that yields statements and is given their rows: on
// MariaDB it waits for a connection of the pool, on SQLite it runs through in one go, since all share one connection there.
import type { DataSource } from 'typeorm';
import { insertInBulk, knowsBulkProtocol } from './bulk-protocol.js';
import type { CoreConnection } from './bulk-protocol.js';
import { dialectOf } from './bulk-statements.js';
import type { BulkInsert, Statement } from './bulk-statements.js';
import type { SqlValue } from './column-values.js';

export type ReturnedRow = Record<string, unknown>;
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
  const ask = (sql: string, parameters: SqlValue[] = []): Promise<ReturnedRow[]> => {
    dataSource.logger.logQuery(sql, parameters, runner);
    return query(connection, sql, parameters);
  };
  const run = async (step: Statement | BulkInsert): Promise<ReturnedRow[]> => {
    if (!('rows' in step)) return ask(step.sql, step.parameters);
    if (knowsBulkProtocol(connection)) await insertInBulk(connection, step);
    else for (const { sql, parameters } of step.statements()) await ask(sql, parameters);
    return [];
  };
  try {
    await ask('START TRANSACTION');
    const results: Result[] = [];
    for (const begin of scripts) {
      const script = begin();
      let step = script.next([]);
      while (!step.done) step = script.next(await run(step.value));
      results.push(step.value);
    }
    await ask('COMMIT');
    return results;
  } catch (error) {
    // On a connection that is gone the database has rolled back by itself.
    await ask('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    await runner.release();
  }
}

function query(connection: CoreConnection, sql: string, values: SqlValue[]): Promise<ReturnedRow[]> {
  return new Promise((resolve, reject) =>
    connection.query({ sql, values }, (error, rows) => {
      if (error !== null) reject(error);
      else resolve(Array.isArray(rows) ? (rows as ReturnedRow[]) : []);
    }),
  );
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
