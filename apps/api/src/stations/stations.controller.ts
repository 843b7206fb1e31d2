import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { paths } from '@simulator/deployment';
import type { Response } from 'express';
import { editConflict, etagHeader, etagOf, IfMatch, versionToMatch } from '../http/etag.js';
import { pageOf, textCursor } from '../http/pagination.js';
import { invalid, notFound, ProblemException } from '../http/problem.js';
import { locationHeader, Problems } from '../http/schema.js';
import { identityProblem } from '../ocpp/identity.js';
import { Presence } from '../replicas/presence.js';
import { Station, StationCreation, StationPage, StationQuery, StationUpdate, toStation } from './station.dto.js';
import type { StationEntity } from './station.entity.js';
import { StationsService } from './stations.service.js';

/** Close code for a station that was deleted: 1008, policy violation. */
const CLOSE_DELETED = 1008;

@ApiTags('stations')
@Controller('stations')
export class StationsController {
  constructor(
    private readonly stations: StationsService,
    private readonly presence: Presence,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listStations', summary: 'Stations in the order of their ids' })
  @ApiOkResponse({ type: StationPage })
  @Problems(400)
  async list(@Query() { limit, cursor, ...filter }: StationQuery): Promise<StationPage> {
    const rows = await this.stations.list(textCursor(cursor), limit + 1, filter);
    const { page, nextCursor } = pageOf(rows, limit, ({ id }) => id);
    return { items: await this.withConnectors(page), nextCursor };
  }

  @Get(':stationId')
  @ApiOperation({ operationId: 'getStation', summary: 'One station with its connectors' })
  @ApiOkResponse({ type: Station, headers: etagHeader })
  @Problems(404)
  async read(@Param('stationId') stationId: string, @Res({ passthrough: true }) response: Response): Promise<Station> {
    const row = await this.stations.find(stationId);
    const [station] = row === null ? [] : await this.withConnectors([row]);
    if (row === null || station === undefined) throw notFound(`Station ${stationId}`);
    response.setHeader('ETag', etagOf(row.version, station));
    return station;
  }

  @Post()
  @ApiOperation({ operationId: 'createStation', summary: 'Create a station before it connects' })
  @ApiCreatedResponse({ type: Station, headers: { ...locationHeader, ...etagHeader } })
  @Problems(400, 409)
  async create(@Body() creation: StationCreation, @Res({ passthrough: true }) response: Response): Promise<Station> {
    const { id } = creation;
    const problem = identityProblem(id);
    if (problem !== null) throw invalid([{ field: 'id', detail: problem }]);
    if ((await this.stations.create(creation)) === 'existed') {
      throw new ProblemException(409, `Station ${id} exists already`);
    }
    response.location(`${paths.rest}/stations/${encodeURIComponent(id)}`);
    return this.read(id, response);
  }

  @Patch(':stationId')
  @ApiOperation({ operationId: 'editStation', summary: 'Edit a station; what is left out stays as it is' })
  @IfMatch()
  @ApiOkResponse({ type: Station, headers: etagHeader })
  @Problems(400, 404, 412)
  async edit(
    @Param('stationId') stationId: string,
    @Body() changes: StationUpdate,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Station> {
    if (!(await this.stations.edit(stationId, changes, versionToMatch(ifMatch)))) throw await this.missing(stationId);
    return this.read(stationId, response);
  }

  @Delete(':stationId')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteStation', summary: 'Delete a station; what it charged stays on record' })
  @IfMatch()
  @ApiNoContentResponse({ description: 'Deleted, its connection closed' })
  @Problems(404, 412)
  async delete(@Param('stationId') stationId: string, @Headers('if-match') ifMatch: string | undefined): Promise<void> {
    if (!(await this.stations.delete(stationId, versionToMatch(ifMatch)))) throw await this.missing(stationId);
    await this.presence.disconnect(stationId, CLOSE_DELETED, 'The station was deleted');
  }

  private async missing(stationId: string): Promise<ProblemException> {
    return (await this.stations.exists(stationId)) ? editConflict() : notFound(`Station ${stationId}`);
  }

  private async withConnectors(rows: StationEntity[]): Promise<Station[]> {
    const connectors = await this.stations.connectorsOf(rows.map(({ id }) => id));
    const livenessOf = await this.presence.livenessAmong(rows.map(({ id }) => id));
    return rows.map((row) => toStation(row, connectors.get(row.id) ?? [], livenessOf(row.id)));
  }
}
