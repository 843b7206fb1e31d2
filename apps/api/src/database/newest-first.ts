// Lists of what was received: newest first, page by page or as CSV, between two moments.
import type { StreamableFile } from '@nestjs/common';
import { Between, LessThan, LessThanOrEqual, MoreThanOrEqual } from 'typeorm';
import type { FindOperator, FindOptionsOrder, FindOptionsWhere, ObjectLiteral, Repository } from 'typeorm';
import { csvFile, ROWS_PER_READ } from '../http/csv.js';
import { numberCursor, pageOf } from '../http/pagination.js';
import type { RangeQuery, RecordQuery } from '../http/pagination.js';

interface Received extends ObjectLiteral {
  id: number;
  receivedAt: Date;
}

export interface Listed<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** A kind of record as REST shows it. */
export interface Shown<Row, Item> {
  /** In the order in which a CSV has them. */
  columns: readonly (keyof Item & string)[];
  toItem: (row: Row) => Item;
}

/** @param where the rest of the condition; what is undefined in it does not count. */
export async function newestFirst<Row extends Received, Item extends object>(
  rows: Repository<Row>,
  where: FindOptionsWhere<Row>,
  { limit, cursor, from, to }: RecordQuery,
  { toItem }: Pick<Shown<Row, Item>, 'toItem'>,
): Promise<Listed<Item>> {
  const found = await read(rows, { where, range: { from, to }, beforeId: numberCursor(cursor), limit: limit + 1 });
  const { page, nextCursor } = pageOf(found, limit, ({ id }) => id);
  return { items: page.map(toItem), nextCursor };
}

/** All of them as a file of that name. */
export function newestFirstCsv<Row extends Received, Item extends object>(
  name: string,
  rows: Repository<Row>,
  { where, range }: { where: FindOptionsWhere<Row>; range: RangeQuery },
  { columns, toItem }: Shown<Row, Item>,
): StreamableFile {
  const readPage = (last: Row | undefined): Promise<Row[]> =>
    read(rows, { where, range, beforeId: last?.id, limit: ROWS_PER_READ });
  return csvFile(name, columns, readPage, toItem);
}

interface Reading<Row> {
  where: FindOptionsWhere<Row>;
  range: { from?: string | undefined; to?: string | undefined };
  beforeId: number | undefined;
  limit: number;
}

function read<Row extends Received>(
  rows: Repository<Row>,
  { where, range: { from, to }, beforeId, limit }: Reading<Row>,
): Promise<Row[]> {
  const given = Object.entries(where).filter(([, value]) => value !== undefined);
  return rows.find({
    where: {
      ...Object.fromEntries(given),
      ...(beforeId === undefined ? {} : { id: LessThan(beforeId) }),
      ...timeRange('receivedAt', from, to),
    } as unknown as FindOptionsWhere<Row>,
    order: { id: 'DESC' } as FindOptionsOrder<Row>,
    take: limit,
  });
}

/** From that moment on, and until before the other. */
export function timeRange(column: string, from?: string, to?: string): Record<string, FindOperator<Date>> {
  if (from === undefined && to === undefined) return {};
  // BETWEEN includes both ends; times have milliseconds.
  const last = to === undefined ? undefined : new Date(Date.parse(to) - 1);
  if (from === undefined) return last === undefined ? {} : { [column]: LessThanOrEqual(last) };
  const first = new Date(from);
  return { [column]: last === undefined ? MoreThanOrEqual(first) : Between(first, last) };
}
