// Rows by their keys, read without TypeORM's finders: for a few keys those cost more than the database.
import type { ObjectLiteral, Repository } from 'typeorm';
import type { SqlValue } from './column-values.js';

/**
 * The rows of these keys that there are, in any order.
 * @param properties what is read of each; without it, all
 */
export async function rowsByKey<Row extends ObjectLiteral, Property extends keyof Row & string = keyof Row & string>(
  rows: Repository<Row>,
  key: keyof Row & string,
  keys: readonly SqlValue[],
  properties?: readonly Property[],
): Promise<Pick<Row, Property>[]> {
  const { metadata } = rows;
  const { driver } = rows.manager.dataSource;
  const isRead = (property: string): boolean => properties === undefined || properties.includes(property as Property);
  const columns = metadata.columns.filter(({ propertyName }) => isRead(propertyName));
  const keyName = metadata.findColumnWithPropertyName(key)?.databaseName;
  const found = await rows.query<Record<string, unknown>[]>(
    `SELECT ${columns.map(({ databaseName }) => databaseName).join(', ')} FROM ${metadata.tableName} ` +
      `WHERE ${keyName} IN (${keys.map(() => '?').join(', ')})`,
    [...keys],
  );
  return found.map((values) => {
    const row: Record<string, unknown> = {};
    for (const column of columns)
      row[column.propertyName] = driver.prepareHydratedValue(values[column.databaseName], column);
    return row as Pick<Row, Property>;
  });
}
