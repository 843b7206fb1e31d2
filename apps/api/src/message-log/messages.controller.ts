import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Repository } from 'typeorm';
import { newestFirst } from '../database/newest-first.js';
import { RecordQuery } from '../http/pagination.js';
import { notFound } from '../http/problem.js';
import { dateTime, NullableProperty, Problems } from '../http/schema.js';
import { StationsService } from '../stations/stations.service.js';
import { MessageEntity } from './message.entity.js';

const DIRECTIONS = ['in', 'out'] as const;
const TYPES = ['call', 'callResult', 'callError', 'malformed'] as const;

class MessageQuery extends RecordQuery {
  @ApiPropertyOptional({ type: 'string', enum: DIRECTIONS })
  @IsOptional()
  @IsIn(DIRECTIONS)
  direction?: 'in' | 'out';

  @ApiPropertyOptional({ type: 'string', example: 'Heartbeat' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  action?: string;
}

export class Message {
  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty()
  stationId: string;

  @ApiProperty({ type: 'string', enum: DIRECTIONS, description: 'in: from the station' })
  direction: 'in' | 'out';

  @ApiProperty({ type: 'string', enum: TYPES })
  type: (typeof TYPES)[number];

  @NullableProperty({ type: 'string' })
  messageId: string | null;

  @NullableProperty({ type: 'string' }, 'Of the CALL, or of the CALL that it answers, where that is known.')
  action: string | null;

  @ApiProperty({ description: 'The frame as it was on the wire: 64 Ki characters at most, passwords as ***.' })
  text: string;

  @ApiProperty({ type: 'integer', description: 'Of the whole frame.' })
  sizeBytes: number;

  @ApiProperty(dateTime)
  receivedAt: string;
}

export class MessagePage {
  @ApiProperty({ type: [Message] })
  items: Message[];

  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

@ApiTags('message log')
@Controller('stations/:stationId/messages')
export class MessagesController {
  constructor(
    @InjectRepository(MessageEntity) private readonly rows: Repository<MessageEntity>,
    private readonly stations: StationsService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listMessages', summary: 'Every frame between the station and us, the newest first' })
  @ApiOkResponse({ type: MessagePage })
  @Problems(400, 404)
  async list(
    @Param('stationId') stationId: string,
    @Query() { direction, action, ...query }: MessageQuery,
  ): Promise<MessagePage> {
    if (!(await this.stations.exists(stationId))) throw notFound(`Station ${stationId}`);
    const where = {
      stationId,
      ...(direction === undefined ? {} : { direction }),
      ...(action === undefined ? {} : { action }),
    };
    return newestFirst(this.rows, where, query, toMessage);
  }
}

function toMessage(row: MessageEntity): Message {
  const { id, stationId, direction, type, messageId, action, text, sizeBytes } = row;
  const receivedAt = row.receivedAt.toISOString();
  return { id, stationId, direction, type, messageId, action, text, sizeBytes, receivedAt };
}
