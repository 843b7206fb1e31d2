import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { pageOf, PageQuery, textCursor } from '../http/pagination.js';
import { notFound } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { ConnectionRegistry } from '../ocpp/connection-registry.js';
import { Station, StationPage, toStation } from './station.dto.js';
import type { StationEntity } from './station.entity.js';
import { StationsService } from './stations.service.js';

@ApiTags('stations')
@Controller('stations')
export class StationsController {
  constructor(
    private readonly stations: StationsService,
    private readonly registry: ConnectionRegistry,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listStations', summary: 'Stations in the order of their ids' })
  @ApiOkResponse({ type: StationPage })
  @Problems(400)
  async list(@Query() { limit, cursor }: PageQuery): Promise<StationPage> {
    const rows = await this.stations.list(textCursor(cursor), limit + 1);
    const { page, nextCursor } = pageOf(rows, limit, ({ id }) => id);
    return { items: await this.withConnectors(page), nextCursor };
  }

  @Get(':stationId')
  @ApiOperation({ operationId: 'getStation', summary: 'One station with its connectors' })
  @ApiOkResponse({ type: Station })
  @Problems(404)
  async read(@Param('stationId') stationId: string): Promise<Station> {
    const row = await this.stations.find(stationId);
    const [station] = row === null ? [] : await this.withConnectors([row]);
    if (station === undefined) throw notFound(`Station ${stationId}`);
    return station;
  }

  private async withConnectors(rows: StationEntity[]): Promise<Station[]> {
    const connectors = await this.stations.connectorsOf(rows.map(({ id }) => id));
    return rows.map((row) => toStation(row, connectors.get(row.id) ?? [], this.registry.get(row.id)));
  }
}
