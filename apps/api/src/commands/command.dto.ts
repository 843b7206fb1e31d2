import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
} from 'class-validator';
import { ListParameter, PageQuery } from '../http/pagination.js';
import { dateTime, NullableProperty } from '../http/schema.js';
import { COMMAND_STATES } from './command.entity.js';
import type { CommandEntity, CommandState } from './command.entity.js';

/** Of one request for many. */
const MAX_STATIONS = 1000;
/** In a URL: a request line of 16 KB has room for more, a proxy may not. */
const MAX_IDS = 100;

export class CommandCreation {
  @ApiProperty({ description: 'An action that OCPP lets the CSMS send.', example: 'RemoteStartTransaction' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  action: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: "The request's payload, as the OCPP schema has it. What it asks for is the station's to judge.",
    example: { connectorId: 1, idTag: 'TAG-1' },
  })
  @IsObject()
  payload: Record<string, unknown>;

  @ApiPropertyOptional({
    type: 'string',
    maxLength: 100,
    description: 'The same key for the same station is the same command: it is sent once.',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  idempotencyKey?: string;
}

export class BulkCommandCreation extends CommandCreation {
  @ApiProperty({ type: [String], minItems: 1, maxItems: MAX_STATIONS, uniqueItems: true })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MAX_STATIONS)
  @ArrayUnique()
  @IsString({ each: true })
  stationIds: string[];
}

export class CommandFilterQuery {
  @ApiPropertyOptional({ type: 'string', example: 'Reset' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  action?: string;

  @ApiPropertyOptional({ type: 'string', enum: COMMAND_STATES })
  @IsOptional()
  @IsIn(COMMAND_STATES)
  status?: CommandState;
}

export class CommandQuery extends IntersectionType(PageQuery, CommandFilterQuery) {}

export class CommandIdsQuery {
  @ApiProperty({
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: 36 },
    minItems: 1,
    maxItems: MAX_IDS,
    description: 'Ids of commands, separated by commas.',
  })
  @ListParameter()
  @ArrayNotEmpty()
  @ArrayMaxSize(MAX_IDS)
  @MinLength(1, { each: true })
  @MaxLength(36, { each: true })
  ids: string[];
}

export class CommandProblem {
  @ApiProperty({ example: 'NotImplemented' })
  code: string;

  @ApiProperty()
  description: string;

  @ApiPropertyOptional({ oneOf: [{ type: 'object', additionalProperties: true }, { type: 'null' }] })
  details?: object | null;
}

export class Command {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty()
  stationId: string;

  @ApiProperty()
  action: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  payload: object;

  @ApiProperty({ type: 'string', enum: COMMAND_STATES })
  status: CommandState;

  @NullableProperty({ type: 'string' })
  idempotencyKey: string | null;

  @ApiProperty(dateTime)
  createdAt: string;

  @NullableProperty(dateTime)
  sentAt: string | null;

  @NullableProperty(dateTime)
  finishedAt: string | null;

  @ApiProperty({ ...dateTime, description: 'When it counts as timed out.' })
  deadlineAt: string;

  @NullableProperty(dateTime, 'When the answer came, if that was after it had timed out.')
  lateAnswerAt: string | null;

  @NullableProperty({ type: 'object', additionalProperties: true }, "The station's own answer.")
  result: object | null;

  @ApiProperty({
    oneOf: [{ $ref: '#/components/schemas/CommandProblem' }, { type: 'null' }],
    description: "The station's CALLERROR, or why there is no answer.",
  })
  error: CommandProblem | null;
}

export class Commands {
  @ApiProperty({ type: [Command] })
  items: Command[];
}

export class CommandPage {
  @ApiProperty({ type: [Command] })
  items: Command[];

  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

export function toCommand(row: CommandEntity): Command {
  const { id, stationId, action, payload, status, idempotencyKey, result, error } = row;
  return {
    id,
    stationId,
    action,
    payload,
    status,
    idempotencyKey,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    deadlineAt: row.deadlineAt.toISOString(),
    lateAnswerAt: row.lateAnswerAt?.toISOString() ?? null,
    result,
    error,
  };
}
