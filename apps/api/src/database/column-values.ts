// What a property of a row is as a value of SQL.
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

export type SqlValue = string | number | null;

/** @throws Error for a property that is not there, has no default and must not be null. */
export function valueOf(row: object, column: ColumnMetadata): SqlValue {
  return convert((row as Record<string, unknown>)[column.propertyName], column);
}

export function convert(value: unknown, column: ColumnMetadata): SqlValue {
  if (value === undefined) return defaultOf(column);
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  if (value instanceof Date) return momentText(value);
  return JSON.stringify(value);
}

function defaultOf({ default: value, isNullable, entityMetadata, propertyName }: ColumnMetadata): SqlValue {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (isNullable) return null;
  throw new Error(`A row of ${entityMetadata.name} has no ${propertyName}`);
}

/** As both databases take it and TypeORM reads it: UTC, to the millisecond. */
export const momentText = (moment: Date): string => moment.toISOString().slice(0, 23).replace('T', ' ');
