// All that a station has measured, with or without a transaction: clock-aligned values and those of connector 0 have none.
import { Controller, Get, Param, Query } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Csv, csvFile, ROWS_PER_READ } from '../http/csv.js';
import { pageOf, textCursor } from '../http/pagination.js';
import { notFound } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { StationEntity } from '../stations/station.entity.js';
import { MeterValuesService } from './meter-values.service.js';
import {
  StationMeterValue,
  StationMeterValueFilter,
  StationMeterValuePage,
  StationMeterValueQuery,
  toStationMeterValue,
} from './station-meter-value.dto.js';
import { positionOf } from './stored-samples.js';
import type { StoredSample } from './stored-samples.js';

const COLUMNS = [
  'id',
  'connectorId',
  'transactionId',
  'sampledAt',
  'receivedAt',
  'measurand',
  'phase',
  'location',
  'context',
  'unit',
  'value',
  'number',
] as const;

@ApiTags('transactions')
@Controller('stations/:stationId')
export class StationMeterValuesController {
  constructor(
    private readonly meterValues: MeterValuesService,
    @InjectRepository(StationEntity) private readonly stations: Repository<StationEntity>,
  ) {}

  @Get('meter-values')
  @ApiOperation({
    operationId: 'listStationMeterValues',
    summary: 'All meter values of a station, in a transaction or not, the newest by its clock first',
  })
  @ApiOkResponse({ type: StationMeterValuePage })
  @Problems(400, 404)
  async list(
    @Param('stationId') stationId: string,
    @Query() { limit, cursor, ...filter }: StationMeterValueQuery,
  ): Promise<StationMeterValuePage> {
    await this.checkStation(stationId);
    const rows = await this.read(stationId, filter, textCursor(cursor), limit + 1);
    const { page, nextCursor } = pageOf(rows, limit, positionOf);
    return { items: page.map(toStationMeterValue), nextCursor };
  }

  @Get('meter-values.csv')
  @Csv('exportStationMeterValues', 'All meter values of a station, the newest by its clock first')
  @Problems(400, 404)
  async export(
    @Param('stationId') stationId: string,
    @Query() filter: StationMeterValueFilter,
  ): Promise<StreamableFile> {
    await this.checkStation(stationId);
    const readPage = (last: StoredSample | undefined) =>
      this.read(stationId, filter, last && positionOf(last), ROWS_PER_READ);
    return csvFile<StoredSample, StationMeterValue>('meter-values.csv', COLUMNS, readPage, toStationMeterValue);
  }

  private read(
    stationId: string,
    { connectorId, ...filter }: StationMeterValueFilter,
    after: string | undefined,
    limit: number,
  ): Promise<StoredSample[]> {
    const origin = connectorId === undefined ? { stationId } : { stationId, connectorId };
    return this.meterValues.newest(origin, after, limit, filter);
  }

  private async checkStation(stationId: string): Promise<void> {
    if (!(await this.stations.existsBy({ id: stationId }))) throw notFound(`Station ${stationId}`);
  }
}
