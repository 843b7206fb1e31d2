import { Controller, Get, Query } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';

import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsISO8601, IsOptional, IsString, MaxLength } from 'class-validator';
import { Csv, csvFile } from '../http/csv.js';
import { invalid } from '../http/problem.js';
import { dateTime, NullableProperty, Problems } from '../http/schema.js';
import { StatisticsService } from './statistics.service.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 400;

class StatisticsQuery {
  @ApiPropertyOptional({ ...dateTime, description: `Without it: ${DEFAULT_DAYS} days before the end.` })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({ ...dateTime, description: 'Without it: now.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;

  @ApiPropertyOptional({ type: 'string', description: 'Without it: all stations.' })
  @IsOptional()
  @IsString()
  @MaxLength(48)
  stationId?: string;
}

export class DayStatistics {
  @ApiProperty({ type: 'string', format: 'date', description: 'UTC.', example: '2026-01-31' })
  day: string;

  @ApiProperty({ type: 'integer', description: "Transactions that began on it, by the stations' clocks." })
  sessions: number;

  @ApiProperty({ type: 'number', description: 'Of these sessions; of running ones, so far.' })
  energyWh: number;

  @NullableProperty(
    { type: 'number', minimum: 0, maximum: 1 },
    'Share of the time in which connectors were neither Faulted nor Unavailable; null: no status is known.',
  )
  availability: number | null;
}

export class Statistics {
  @ApiProperty({ type: [DayStatistics], description: 'Days of which something is known, in order.' })
  days: DayStatistics[];
}

@ApiTags('statistics')
@Controller()
export class StatisticsController {
  constructor(private readonly statistics: StatisticsService) {}

  @Get('statistics')
  @ApiOperation({ operationId: 'getStatistics', summary: 'Energy, sessions and availability by day' })
  @ApiOkResponse({ type: Statistics })
  @Problems(400)
  async read(@Query() query: StatisticsQuery): Promise<Statistics> {
    return { days: await this.days(query) };
  }

  @Get('statistics.csv')
  @Csv('exportStatistics', 'Energy, sessions and availability by day')
  @Problems(400)
  async export(@Query() query: StatisticsQuery): Promise<StreamableFile> {
    const days = await this.days(query);
    return csvFile<DayStatistics, DayStatistics>(
      'statistics.csv',
      ['day', 'sessions', 'energyWh', 'availability'],
      async (last) => (last === undefined ? days : []),
      (day) => day,
    );
  }

  private async days(query: StatisticsQuery): Promise<DayStatistics[]> {
    const to = query.to === undefined ? new Date() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - DEFAULT_DAYS * DAY_MS) : new Date(query.from);
    if (from >= to || to.getTime() - from.getTime() > MAX_DAYS * DAY_MS) {
      throw invalid([{ field: 'from', detail: `must be before the end, by ${MAX_DAYS} days at most` }]);
    }
    const range = { from, to, stationId: query.stationId };
    const sessions = await this.statistics.sessionsByDay(range);
    const availability = await this.statistics.availabilityByDay(range);
    const days = [...new Set([...sessions.keys(), ...availability.keys()])].sort();
    return days.map((day) => ({
      day,
      ...(sessions.get(day) ?? { sessions: 0, energyWh: 0 }),
      availability: availability.get(day) ?? null,
    }));
  }
}
