import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Response } from 'express';
import { ListParameter } from '../http/pagination.js';
import { ProblemException } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { EventStream } from './event-stream.js';
import { EVENT_TYPES, LiveEvents } from './live-events.js';
import type { EventType, LiveEvent } from './live-events.js';

const MAX_STREAMS = 1000;

export class EventQuery {
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', enum: [...EVENT_TYPES] },
    description: 'Only these types, separated by commas. Without it: all.',
  })
  @IsOptional()
  @ListParameter()
  @IsIn(EVENT_TYPES, { each: true })
  types?: EventType[];

  @ApiPropertyOptional({ type: 'array', items: { type: 'string' }, description: 'Only of these stations.' })
  @IsOptional()
  @ListParameter()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  stationIds?: string[];

  @ApiPropertyOptional({ type: 'string', description: 'As Last-Event-ID, for who cannot send the header.' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  lastEventId?: string;
}

@ApiTags('events')
@Controller('events')
export class EventsController implements BeforeApplicationShutdown {
  private readonly streams = new Set<EventStream>();

  constructor(private readonly events: LiveEvents) {}

  @Get()
  @ApiOperation({
    operationId: 'streamEvents',
    summary: 'What happens, live, as Server-Sent Events',
    description:
      'The first event is `open`, with the id from which a listener resumes by `Last-Event-ID`. An event `gap` says that ' +
      'some are lost (the server restarted, or too much has happened): read what you show again, and go on.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } }, description: 'Without end' })
  @Problems(400, 503)
  stream(
    @Query() { types, stationIds, lastEventId }: EventQuery,
    @Headers('last-event-id') header: string | undefined,
    @Res() response: Response,
  ): void {
    if (this.streams.size >= MAX_STREAMS) throw new ProblemException(503, 'Too many listeners; try again later');
    const wantedTypes = new Set(types ?? EVENT_TYPES);
    const wantedStations = stationIds === undefined ? null : new Set(stationIds);
    const isWanted = ({ type, stationId }: LiveEvent): boolean =>
      wantedTypes.has(type) && (wantedStations === null || wantedStations.has(stationId));
    const stream = new EventStream(response);
    this.streams.add(stream);
    this.resume(stream, header ?? lastEventId, wantedTypes, isWanted);
    const stop = this.events.listen((event) => {
      if (isWanted(event)) stream.send(this.events.idOf(event), event);
    });
    response.on('close', () => {
      stop();
      this.streams.delete(stream);
    });
  }

  /** Runs in one go with the subscription that follows: nothing happens in between. */
  private resume(
    stream: EventStream,
    lastId: string | undefined,
    types: ReadonlySet<EventType>,
    isWanted: (event: LiveEvent) => boolean,
  ): void {
    if (lastId === undefined) return stream.sendPosition(this.events.newestId());
    const missed = this.events.after(lastId, types);
    if (missed === null) return stream.sendGap(this.events.newestId());
    for (const event of missed.filter(isWanted)) stream.send(this.events.idOf(event), event);
  }

  /** HTTP closes only when its answers have ended. */
  beforeApplicationShutdown(): void {
    for (const stream of this.streams) stream.end();
  }
}
