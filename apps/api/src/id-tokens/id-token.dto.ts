import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsInt, IsISO8601, IsOptional, Matches, Max, Min } from 'class-validator';
import { PageQuery } from '../http/pagination.js';
import { dateTime, MayBeAbsent, NullableProperty } from '../http/schema.js';
import { ID_TOKEN_STATES } from './id-token.entity.js';
import type { IdTokenEntity, IdTokenState } from './id-token.entity.js';
import type { NewIdToken } from './id-tokens.service.js';

/** CiString20 of OCPP 1.6 §7.28: printable ASCII. */
export const ID_TAG = /^[\x20-\x7e]{1,20}$/;
const idTagSchema = { type: 'string', minLength: 1, maxLength: 20, pattern: ID_TAG.source } as const;
const idTagMessage = { message: 'must be 1 to 20 printable ASCII characters' };

export class IdTokenUpdate {
  @ApiPropertyOptional({ type: 'string', enum: ID_TOKEN_STATES, default: 'Accepted' })
  @MayBeAbsent()
  @IsIn(ID_TOKEN_STATES)
  status?: IdTokenState;

  @ApiPropertyOptional({ oneOf: [dateTime, { type: 'null' }], description: 'From then on stations are told Expired.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  expiresAt?: string | null;

  @ApiPropertyOptional({
    oneOf: [idTagSchema, { type: 'null' }],
    description: 'Its group. Where that is a token itself, its being blocked or expired holds for all its tags.',
  })
  @IsOptional()
  @Matches(ID_TAG, idTagMessage)
  parentIdTag?: string | null;

  @ApiPropertyOptional({
    oneOf: [{ type: 'integer', minimum: 1, maximum: 1_000_000 }, { type: 'null' }],
    description: 'How many transactions it may run at once; one more is told ConcurrentTx. Null: any number.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  concurrentTransactionLimit?: number | null;
}

export class IdTokenFilter {
  @ApiPropertyOptional({ type: 'string', description: 'Only the tags of this group.' })
  @IsOptional()
  @Matches(ID_TAG, idTagMessage)
  parentIdTag?: string;

  @ApiPropertyOptional({ ...idTagSchema, description: 'Only tags that begin with this, whatever the case.' })
  @IsOptional()
  @Matches(ID_TAG, idTagMessage)
  idTagPrefix?: string;
}

export class IdTokenQuery extends IntersectionType(PageQuery, IdTokenFilter) {}

export class IdTokenCreation extends IdTokenUpdate {
  @ApiProperty(idTagSchema)
  @Matches(ID_TAG, idTagMessage)
  idTag: string;
}

export class IdToken {
  @ApiProperty()
  idTag: string;

  @ApiProperty({ type: 'string', enum: ID_TOKEN_STATES })
  status: IdTokenState;

  @NullableProperty(dateTime)
  expiresAt: string | null;

  @NullableProperty({ type: 'string' })
  parentIdTag: string | null;

  @NullableProperty({ type: 'integer' })
  concurrentTransactionLimit: number | null;

  @ApiProperty(dateTime)
  createdAt: string;
}

export class IdTokenPage {
  @ApiProperty({ type: [IdToken] })
  items: IdToken[];

  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

export function toIdToken(row: IdTokenEntity): IdToken {
  const { idTag, status, parentIdTag, concurrentTransactionLimit } = row;
  return {
    idTag,
    status,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    parentIdTag,
    concurrentTransactionLimit,
    createdAt: row.createdAt.toISOString(),
  };
}

export function fromRequest(idTag: string, update: IdTokenUpdate): NewIdToken {
  const { status = 'Accepted', expiresAt = null, parentIdTag = null, concurrentTransactionLimit = null } = update;
  return {
    idTag,
    status,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    parentIdTag,
    concurrentTransactionLimit,
    createdAt: new Date(),
  };
}
