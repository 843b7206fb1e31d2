import { Controller, Get, Param, Query } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
  IntersectionType,
} from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Repository } from 'typeorm';
import { Csv, csvFile, ROWS_PER_READ } from '../http/csv.js';
import { numberCursor, pageOf, PageQuery, RangeQuery } from '../http/pagination.js';
import { notFound } from '../http/problem.js';
import { dateTime, NullableProperty, Problems } from '../http/schema.js';
import { StationsService } from '../stations/stations.service.js';
import { framesOf } from './logged-frames.js';
import type { LoggedFrame } from './logged-frames.js';
import { MessageEntity } from './message.entity.js';

const DIRECTIONS = ['in', 'out'] as const;
const TYPES = ['call', 'callResult', 'callError', 'malformed'] as const;

class MessageFilter extends RangeQuery {
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

class MessageQuery extends IntersectionType(PageQuery, MessageFilter) {}

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
@Controller('stations/:stationId')
export class MessagesController {
  constructor(
    @InjectRepository(MessageEntity) private readonly rows: Repository<MessageEntity>,
    private readonly stations: StationsService,
  ) {}

  @Get('messages')
  @ApiOperation({ operationId: 'listMessages', summary: 'Every frame between the station and us, the newest first' })
  @ApiOkResponse({ type: MessagePage })
  @Problems(400, 404)
  async list(
    @Param('stationId') stationId: string,
    @Query() { limit, cursor, ...filter }: MessageQuery,
  ): Promise<MessagePage> {
    await this.mustExist(stationId);
    const found = await framesOf(this.rows, { stationId, ...filter }, numberCursor(cursor), limit + 1);
    const { page, nextCursor } = pageOf(found, limit, ({ id }) => id);
    return { items: page.map(toMessage), nextCursor };
  }

  @Get('messages.csv')
  @Csv('exportMessages', 'Every frame between the station and us, the newest first')
  @Problems(400, 404)
  async export(@Param('stationId') stationId: string, @Query() filter: MessageFilter): Promise<StreamableFile> {
    await this.mustExist(stationId);
    const readPage = (last: LoggedFrame | undefined): Promise<LoggedFrame[]> =>
      framesOf(this.rows, { stationId, ...filter }, last?.id, ROWS_PER_READ);
    return csvFile('messages.csv', COLUMNS, readPage, toMessage);
  }

  /** @throws ProblemException 404 for a station that there is not. */
  private async mustExist(stationId: string): Promise<void> {
    if (!(await this.stations.exists(stationId))) throw notFound(`Station ${stationId}`);
  }
}

const COLUMNS = [
  ...(['id', 'stationId', 'receivedAt', 'direction', 'type', 'messageId', 'action', 'text', 'sizeBytes'] as const),
];

const toMessage = ({ receivedAt, ...frame }: LoggedFrame): Message => ({
  ...frame,
  receivedAt: receivedAt.toISOString(),
});
