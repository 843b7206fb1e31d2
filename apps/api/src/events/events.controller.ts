import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Response } from 'express';
import { ListParameter } from '../http/pagination.js';
import { ProblemException } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { Drain } from '../replicas/drain.js';
import { EventJournal } from './event-journal.js';
import { EventStream } from './event-stream.js';
import { EVENT_TYPES } from './live-event.js';
import type { EventType, LiveEvent } from './live-event.js';
import { ResumingListener } from './resuming-listener.js';

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

  constructor(
    private readonly journal: EventJournal,
    private readonly drain: Drain,
  ) {
    drain.onClosing(async () => this.beforeApplicationShutdown());
  }

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
  async stream(
    @Query() { types, stationIds, lastEventId }: EventQuery,
    @Headers('last-event-id') header: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    if (this.streams.size >= MAX_STREAMS) throw new ProblemException(503, 'Too many listeners; try again later');
    const wantedTypes = new Set(types ?? EVENT_TYPES);
    const wantedStations = stationIds === undefined ? null : new Set(stationIds);
    const isWanted = ({ type, stationId }: LiveEvent): boolean =>
      wantedTypes.has(type) && (wantedStations === null || wantedStations.has(stationId));
    const stream = new EventStream(response);
    this.streams.add(stream);
    const listener = new ResumingListener(stream, this.journal, isWanted);
    const stopped = listener.start(header ?? lastEventId, wantedTypes);
    response.on('close', () => {
      this.streams.delete(stream);
      void stopped.then((stop) => stop());
    });
    await stopped;
    // It would come back to a server that goes on.
    if (this.drain.isDraining) stream.end();
  }

  /** HTTP closes only when its answers have ended. */
  beforeApplicationShutdown(): void {
    for (const stream of this.streams) stream.end();
  }
}
