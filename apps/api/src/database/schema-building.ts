// What the migrations need to say the same thing to MariaDB and SQLite.
import { Table } from 'typeorm';
import type { QueryRunner, TableColumnOptions, TableOptions } from 'typeorm';

// Byte-wise comparison is what SQLite does too; the server's own default charset must not matter.
const MARIADB_TABLE = 'InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin';

export const isMariaDb = (runner: QueryRunner): boolean => runner.dataSource.options.type !== 'better-sqlite3';

export async function createTable(runner: QueryRunner, options: TableOptions): Promise<void> {
  await runner.createTable(new Table({ ...options, ...(isMariaDb(runner) ? { engine: MARIADB_TABLE } : {}) }));
}

export const text = (name: string, length: number, rest: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
  name,
  type: 'varchar',
  length: String(length),
  ...rest,
});

export const int = (name: string, rest: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
  name,
  type: 'int',
  ...rest,
});

export const double = (name: string, rest: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
  name,
  type: 'double',
  ...rest,
});

export const moment = (name: string, rest: Partial<TableColumnOptions> = {}): TableColumnOptions => ({
  name,
  type: 'datetime',
  precision: 3,
  ...rest,
});

/** Text without a practical limit (16 MB on MariaDB, whose plain TEXT ends at 64 KB). */
export const longText = (
  runner: QueryRunner,
  name: string,
  rest: Partial<TableColumnOptions> = {},
): TableColumnOptions => ({
  name,
  type: isMariaDb(runner) ? 'mediumtext' : 'text',
  ...rest,
});

/** A key that the database counts up. SQLite counts up only in a column of type INTEGER. */
export const serial = (runner: QueryRunner, name: string, mariaDbType: 'int' | 'bigint'): TableColumnOptions => ({
  name,
  type: isMariaDb(runner) ? mariaDbType : 'integer',
  isPrimary: true,
  isGenerated: true,
  generationStrategy: 'increment',
});

export const nullable = { isNullable: true } as const;
export const primary = { isPrimary: true } as const;
