// All that a station has measured, with or without a transaction: clock-aligned values and those of connector 0 have none.
import { Controller, Get, Param, Query } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { momentText } from '../database/column-values.js';
import { timeRange } from '../database/newest-first.js';
import { Csv, csvFile, ROWS_PER_READ } from '../http/csv.js';
import { pageOf, textCursor, wrongCursor } from '../http/pagination.js';
import { notFound } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { StationEntity } from '../stations/station.entity.js';
import { MeterValueEntity } from './meter-value.entity.js';
import {
  StationMeterValue,
  StationMeterValueFilter,
  StationMeterValuePage,
  StationMeterValueQuery,
  toStationMeterValue,
} from './station-meter-value.dto.js';

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
    @InjectRepository(MeterValueEntity) private readonly rows: Repository<MeterValueEntity>,
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
    const readPage = (last: MeterValueEntity | undefined) =>
      this.read(stationId, filter, last && positionOf(last), ROWS_PER_READ);
    return csvFile<MeterValueEntity, StationMeterValue>('meter-values.csv', COLUMNS, readPage, toStationMeterValue);
  }

  /** @param before a position: what comes after it in the list is read. */
  private read(
    stationId: string,
    { connectorId, measurand, from, to }: StationMeterValueFilter,
    before: string | undefined,
    limit: number,
  ): Promise<MeterValueEntity[]> {
    const query = this.rows.createQueryBuilder('sample').where({
      stationId,
      ...(connectorId === undefined ? {} : { connectorId }),
      ...(measurand === undefined ? {} : { measurand }),
      ...timeRange('sampledAt', from, to),
    });
    if (before !== undefined) {
      const [at, id] = placeOf(before);
      query.andWhere('sample.sampledAt <= :at AND (sample.sampledAt < :at OR sample.id < :id)', { at, id });
    }
    return query.orderBy('sample.sampledAt', 'DESC').addOrderBy('sample.id', 'DESC').take(limit).getMany();
  }

  private async checkStation(stationId: string): Promise<void> {
    if (!(await this.stations.existsBy({ id: stationId }))) throw notFound(`Station ${stationId}`);
  }
}

const positionOf = ({ sampledAt, id }: MeterValueEntity): string => `${sampledAt.toISOString()} ${id}`;

/** The moment as both databases store it, and the id. */
function placeOf(position: string): [string, number] {
  const [time = '', id = ''] = position.split(' ');
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || !/^\d{1,15}$/.test(id)) throw wrongCursor();
  return [momentText(at), Number(id)];
}
