// Statements for many rows at once, written out from the entities' metadata: TypeORM's builders cost more than the database.
import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { convert, valueOf } from './column-values.js';
import type { SqlValue } from './column-values.js';

export interface Statement {
  sql: string;
  parameters: SqlValue[];
  /** Whether it gives back rows. */
  returns?: boolean;
}

/** An INSERT of one row, for each of many rows: MariaDB takes their values without any text. */
export interface BulkInsert {
  sql: string;
  /** For each placeholder the column whose value it is. */
  columns: readonly ColumnMetadata[];
  rows: readonly object[];
  /** The same as texts. */
  statements: () => Statement[];
}

export type Dialect = 'mariadb' | 'sqlite';

export const dialectOf = (type: string): Dialect => (type === 'mariadb' ? 'mariadb' : 'sqlite');

/** SQLite binds at most 32,766 values in one statement. */
const MAX_PARAMETERS = 30_000;

export interface InsertOptions {
  dialect: Dialect;
  /** Properties of a unique key; a row that is there already gets the values of `overwrite`, or stays as it is. */
  unique?: readonly string[];
  overwrite?: readonly string[];
  /** Properties that the statement gives back, under their columns' names. */
  returning?: readonly string[];
}

/** INSERTs of rows of one entity; what the database generates itself is left out. */
export function insertStatements(
  entity: EntityMetadata,
  rows: readonly object[],
  options: InsertOptions,
): (Statement | BulkInsert)[] {
  const statements = (): Statement[] => textStatements(entity, rows, options);
  if (options.dialect === 'sqlite' || options.returning !== undefined || rows.length === 0) return statements();
  const columns = writtenColumns(entity);
  return [{ sql: textOf(entity, columns, options, 1), columns, rows, statements }];
}

const writtenColumns = (entity: EntityMetadata): ColumnMetadata[] =>
  entity.columns.filter(({ isGenerated }) => !isGenerated);

function textStatements(entity: EntityMetadata, rows: readonly object[], options: InsertOptions): Statement[] {
  const columns = writtenColumns(entity);
  const names = columns.map((column) => column.propertyName);
  return chunked(rows, Math.floor(MAX_PARAMETERS / columns.length)).map((chunk) => ({
    sql: textOf(entity, columns, options, chunk.length),
    parameters: valuesOf(chunk, columns, names),
    returns: options.returning !== undefined,
  }));
}

function textOf(entity: EntityMetadata, columns: ColumnMetadata[], options: InsertOptions, rowCount: number): string {
  const placeholders = `(${columns.map(() => '?').join(', ')})`;
  return (
    `INSERT INTO ${entity.tableName} (${columns.map(nameOf).join(', ')}) VALUES ` +
    Array.from({ length: rowCount }, () => placeholders).join(', ') +
    onConflict(entity, options) +
    returning(entity, options)
  );
}

function onConflict(entity: EntityMetadata, { dialect, unique, overwrite }: InsertOptions): string {
  if (unique === undefined) return '';
  // A row that stays as it is is "updated" all the same: so that RETURNING gives it back.
  const names = (overwrite ?? unique).map((property) => columnOf(entity, property));
  if (dialect === 'mariadb')
    return ` ON DUPLICATE KEY UPDATE ${names.map((name) => `${name} = VALUES(${name})`).join(', ')}`;
  const key = unique.map((property) => columnOf(entity, property)).join(', ');
  return ` ON CONFLICT (${key}) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}

const returning = (entity: EntityMetadata, { returning: properties }: InsertOptions): string =>
  properties === undefined ? '' : ` RETURNING ${properties.map((property) => columnOf(entity, property)).join(', ')}`;

export interface UpdateOptions<Row> {
  /** Property that names a row; no two rows of a call have the same. */
  key: keyof Row & string;
  /** Set in this order. */
  set: readonly (keyof Row & string)[];
  /** A row is only written while this property of it is null in the database. */
  whileNull?: keyof Row & string;
}

/** CASE has the database look through all its rows for each row. */
const ROWS_PER_UPDATE = 100;

/** UPDATEs that give each row values of its own; what no row has is not created. */
export function updateStatements<Row extends object>(
  entity: EntityMetadata,
  rows: readonly Row[],
  { key, set, whileNull }: UpdateOptions<Row>,
): Statement[] {
  const keyColumn = columnMetadata(entity, key);
  const keyName = nameOf(keyColumn);
  const cases = (property: string, chunk: readonly Row[]): Statement => {
    const column = columnMetadata(entity, property);
    return {
      sql: `CASE ${keyName} ${chunk.map(() => 'WHEN ? THEN ?').join(' ')} END`,
      parameters: chunk.flatMap((row) => [valueOf(row, keyColumn), valueOf(row, column)]),
    };
  };
  return chunked(rows, ROWS_PER_UPDATE).map((chunk) => {
    const assignments = set.map((property) => ({ property, ...cases(property, chunk) }));
    const keys = chunk.map((row) => valueOf(row, keyColumn));
    return {
      sql:
        `UPDATE ${entity.tableName} SET ${assignments.map(({ property, sql }) => `${columnOf(entity, property)} = ${sql}`).join(', ')}` +
        ` WHERE ${keyName} IN (${keys.map(() => '?').join(', ')})` +
        (whileNull === undefined ? '' : ` AND ${columnOf(entity, whileNull)} IS NULL`),
      parameters: [...assignments.flatMap(({ parameters }) => parameters), ...keys],
    };
  });
}

function chunked<Row>(rows: readonly Row[], size: number): (readonly Row[])[] {
  if (rows.length <= size) return rows.length === 0 ? [] : [rows];
  const chunks: Row[][] = [];
  for (let start = 0; start < rows.length; start += size) chunks.push(rows.slice(start, start + size));
  return chunks;
}

const nameOf = (column: ColumnMetadata): string => column.databaseName;

function columnMetadata(entity: EntityMetadata, property: string): ColumnMetadata {
  const column = entity.findColumnWithPropertyName(property);
  if (column === undefined) throw new Error(`${entity.name} has no ${property}`);
  return column;
}

const columnOf = (entity: EntityMetadata, property: string): string => nameOf(columnMetadata(entity, property));

/** A loop, since this runs for every value of every message. */
function valuesOf(rows: readonly object[], columns: readonly ColumnMetadata[], names: readonly string[]): SqlValue[] {
  const values: SqlValue[] = [];
  for (const row of rows) {
    for (let index = 0; index < columns.length; index++) {
      const value: unknown = (row as Record<string, unknown>)[names[index] as string];
      values.push(
        value === null || typeof value === 'string' || typeof value === 'number'
          ? value
          : convert(value, columns[index] as ColumnMetadata),
      );
    }
  }
  return values;
}
