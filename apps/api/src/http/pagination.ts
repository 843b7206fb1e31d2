// Cursor pagination: `?limit=&cursor=`, and `nextCursor` in the answer until the last page.
import { Transform, Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { invalid } from './problem.js';

export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 100, description: 'Rows on a page.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 100;

  @ApiPropertyOptional({ type: 'string', description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}

/** What was received between two moments. */
export class RangeQuery {
  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'Received at that moment or later.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'Received before that moment.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;
}

/** A page of what was received between two moments. */
export class RecordQuery extends IntersectionType(PageQuery, RangeQuery) {}

/** `?a=1,2` and `?a=1&a=2` say the same. */
export const ListParameter = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' || Array.isArray(value)
      ? [value].flat().flatMap((part) => String(part).split(','))
      : value,
  );

/** Cuts a list that was read with one row more than `limit`, and says where the next page begins. */
export function pageOf<Row>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => string | number,
): { page: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { page, nextCursor: more ? Buffer.from(String(keyOf(last))).toString('base64url') : null };
}

/** @throws ProblemException 400 for a cursor that we did not give out. */
export function textCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (text === '' || Buffer.from(text).toString('base64url') !== cursor) throw wrongCursor();
  return text;
}

/** @throws ProblemException 400 for a cursor that we did not give out. */
export function numberCursor(cursor: string | undefined): number | undefined {
  const text = textCursor(cursor);
  if (text !== undefined && !/^\d{1,15}$/.test(text)) throw wrongCursor();
  return text === undefined ? undefined : Number(text);
}

export const wrongCursor = (): Error => invalid([{ field: 'cursor', detail: 'is not a nextCursor of this list' }]);
