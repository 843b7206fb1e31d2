import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, Matches } from 'class-validator';
import { dateTime, NullableProperty } from '../http/schema.js';
import { ID_TOKEN_STATES } from './id-token.entity.js';
import type { IdTokenEntity, IdTokenState } from './id-token.entity.js';

/** CiString20 of OCPP 1.6 §7.28: printable ASCII. */
export const ID_TAG = /^[\x20-\x7e]{1,20}$/;
const idTagSchema = { type: 'string', minLength: 1, maxLength: 20, pattern: ID_TAG.source } as const;
const idTagMessage = { message: 'must be 1 to 20 printable ASCII characters' };

export class IdTokenUpdate {
  @ApiPropertyOptional({ type: 'string', enum: ID_TOKEN_STATES, default: 'Accepted' })
  @IsOptional()
  @IsIn(ID_TOKEN_STATES)
  status?: IdTokenState;

  @ApiPropertyOptional({ oneOf: [dateTime, { type: 'null' }], description: 'From then on stations are told Expired.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  expiresAt?: string | null;

  @ApiPropertyOptional({ oneOf: [idTagSchema, { type: 'null' }] })
  @IsOptional()
  @Matches(ID_TAG, idTagMessage)
  parentIdTag?: string | null;
}

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

  @ApiProperty(dateTime)
  createdAt: string;
}

export class IdTokenPage {
  @ApiProperty({ type: [IdToken] })
  items: IdToken[];

  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

export function toIdToken(row: Omit<IdTokenEntity, 'idTagKey'>): IdToken {
  const { idTag, status, parentIdTag } = row;
  return {
    idTag,
    status,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    parentIdTag,
    createdAt: row.createdAt.toISOString(),
  };
}

export function fromRequest(idTag: string, update: IdTokenUpdate): Omit<IdTokenEntity, 'idTagKey'> {
  const { status = 'Accepted', expiresAt = null, parentIdTag = null } = update;
  return {
    idTag,
    status,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    parentIdTag,
    createdAt: new Date(),
  };
}
