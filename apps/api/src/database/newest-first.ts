// Lists of what stations sent: newest first, page by page, between two moments.
import { Between, LessThan, LessThanOrEqual, MoreThanOrEqual } from 'typeorm';
import type { FindOperator, FindOptionsOrder, FindOptionsWhere, ObjectLiteral, Repository } from 'typeorm';
import { numberCursor, pageOf } from '../http/pagination.js';
import type { RecordQuery } from '../http/pagination.js';

interface Received extends ObjectLiteral {
  id: number;
  receivedAt: Date;
}

export interface Listed<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** @param where the rest of the condition; what is undefined in it does not count. */
export async function newestFirst<Row extends Received, Item>(
  rows: Repository<Row>,
  where: FindOptionsWhere<Row>,
  { limit, cursor, from, to }: RecordQuery,
  toItem: (row: Row) => Item,
): Promise<Listed<Item>> {
  const beforeId = numberCursor(cursor);
  const given = Object.entries(where).filter(([, value]) => value !== undefined);
  const found = await rows.find({
    where: {
      ...Object.fromEntries(given),
      ...(beforeId === undefined ? {} : { id: LessThan(beforeId) }),
      ...timeRange('receivedAt', from, to),
    } as unknown as FindOptionsWhere<Row>,
    order: { id: 'DESC' } as FindOptionsOrder<Row>,
    take: limit + 1,
  });
  const { page, nextCursor } = pageOf(found, limit, ({ id }) => id);
  return { items: page.map(toItem), nextCursor };
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
