import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { notFound } from '../http/problem.js';
import { dateTime, Problems } from '../http/schema.js';
import { StationsService } from '../stations/stations.service.js';
import { DEVIATION_OUTCOMES } from './deviation.entity.js';
import type { DeviationEntity } from './deviation.entity.js';
import { DeviationsService } from './deviations.service.js';

class DeviationQuery {
  @ApiPropertyOptional({ type: 'string', enum: DEVIATION_OUTCOMES })
  @IsOptional()
  @IsIn(DEVIATION_OUTCOMES)
  outcome?: (typeof DEVIATION_OUTCOMES)[number];
}

export class Deviation {
  @ApiProperty({ example: 'MeterValues' })
  action: string;

  @ApiProperty({
    description: 'Of the field in the payload; `*` stands for each item of a list.',
    example: '/meterValue/*/sampledValue/*/measurand',
  })
  path: string;

  @ApiProperty({ example: 'must be one of Energy.Active.Import.Register, …' })
  problem: string;

  @ApiProperty({
    type: 'string',
    enum: DEVIATION_OUTCOMES,
    description: 'Tolerated: served all the same. Refused: answered with a CALLERROR.',
  })
  outcome: (typeof DEVIATION_OUTCOMES)[number];

  @ApiProperty({ description: 'The value, as JSON, when it was last seen.', example: '"Vendor.CabinetHumidity"' })
  example: string;

  @ApiProperty({ type: 'integer', description: 'How often.' })
  count: number;

  @ApiProperty(dateTime)
  firstAt: string;

  @ApiProperty(dateTime)
  lastAt: string;
}

export class Deviations {
  @ApiProperty({ type: [Deviation] })
  items: Deviation[];
}

@ApiTags('station records')
@Controller('stations/:stationId/deviations')
export class DeviationsController {
  constructor(
    private readonly deviations: DeviationsService,
    private readonly stations: StationsService,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listDeviations',
    summary: 'Where its messages are not as the standard has them, the latest first',
    description: 'Measurands of its vendor, overlong texts, fields that there are not: each way once. 200 at most.',
  })
  @ApiOkResponse({ type: Deviations })
  @Problems(400, 404)
  async list(@Param('stationId') stationId: string, @Query() { outcome }: DeviationQuery): Promise<Deviations> {
    await this.checkStation(stationId);
    return { items: (await this.deviations.list(stationId, outcome)).map(toDeviation) };
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteDeviations', summary: 'Forget them: after an update of its firmware, say' })
  @ApiNoContentResponse({ description: 'What comes from now on is noted anew' })
  @Problems(404)
  async forget(@Param('stationId') stationId: string): Promise<void> {
    await this.checkStation(stationId);
    await this.deviations.forget(stationId);
  }

  private async checkStation(stationId: string): Promise<void> {
    if (!(await this.stations.exists(stationId))) throw notFound(`Station ${stationId}`);
  }
}

function toDeviation({ action, path, problem, outcome, example, count, firstAt, lastAt }: DeviationEntity): Deviation {
  const times = { firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() };
  return { action, path, problem, outcome, example, count, ...times };
}
