import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { paths } from '@simulator/deployment';
import type { Response } from 'express';
import { CurrentPrincipal } from '../auth/access.js';
import { mayActAs } from '../auth/principal.js';
import type { Principal } from '../auth/principal.js';
import { editConflict, etagHeader, etagOf, IfMatch, versionToMatch } from '../http/etag.js';
import { pageOf, textCursor } from '../http/pagination.js';
import { invalid, notFound, ProblemException } from '../http/problem.js';
import { locationHeader, Problems } from '../http/schema.js';
import { identityProblem } from '../ocpp/identity.js';
import { Presence } from '../replicas/presence.js';
import { readFingerprint } from '../station-certificates/station-certificate.js';
import {
  SECURITY_FIELDS,
  Station,
  StationCreation,
  StationPage,
  StationQuery,
  StationUpdate,
  toStation,
} from './station.dto.js';
import type { StationEntity } from './station.entity.js';
import { StationsService } from './stations.service.js';
import type { StationChanges } from './stations.service.js';

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
  async list(@Query() query: StationQuery, @CurrentPrincipal() { subject }: Principal): Promise<StationPage> {
    const { limit, cursor, connected, mine, ...filter } = query;
    const whose = { ...filter, createdBy: mine === true ? subject : undefined };
    const online = connected === undefined ? null : await this.presence.online();
    const read = (after: string | undefined, count: number): Promise<StationEntity[]> =>
      this.stations.list(after, count, whose);
    const after = textCursor(cursor);
    const rows =
      online === null
        ? await read(after, limit + 1)
        : await readMatching(read, after, limit + 1, ({ id }) => online.has(id) === connected);
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
  @Problems(400, 403, 409)
  async create(
    @Body() creation: StationCreation,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Station> {
    const { id } = creation;
    checkSecurityFields(creation, principal);
    const problem = identityProblem(id);
    if (problem !== null) throw invalid([{ field: 'id', detail: problem }]);
    const createdBy = principal.subject;
    if ((await this.stations.create({ ...readChanges(creation), id, createdBy })) === 'existed') {
      throw new ProblemException(409, `Station ${id} exists already`);
    }
    response.location(`${paths.rest}/stations/${encodeURIComponent(id)}`);
    return this.read(id, response);
  }

  @Patch(':stationId')
  @ApiOperation({ operationId: 'editStation', summary: 'Edit a station; what is left out stays as it is' })
  @IfMatch()
  @ApiOkResponse({ type: Station, headers: etagHeader })
  @Problems(400, 403, 404, 412)
  async edit(
    @Param('stationId') stationId: string,
    @Body() changes: StationUpdate,
    @CurrentPrincipal() principal: Principal,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Station> {
    checkSecurityFields(changes, principal);
    const edited = await this.stations.edit(stationId, readChanges(changes), versionToMatch(ifMatch));
    if (!edited) throw await this.missing(stationId);
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

/** As setting its secret is: whoever may operate a station need not be able to open the door to others. */
function checkSecurityFields(changes: StationUpdate, principal: Principal): void {
  const field = SECURITY_FIELDS.find((name) => changes[name] !== undefined);
  if (field !== undefined && !mayActAs(principal, 'admin')) {
    throw new ProblemException(403, `To set ${field} needs the role admin`);
  }
}

function readChanges(update: StationUpdate): StationChanges {
  const { name, registration, minSecurityProfile, certificateCommonName, certificateFingerprint } = update;
  const fingerprint = certificateFingerprint == null ? certificateFingerprint : readFingerprint(certificateFingerprint);
  const all = { name, registration, minSecurityProfile, certificateCommonName, certificateFingerprint: fingerprint };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const BATCH = 500;

/** Reads on until so many rows fit a condition that the database does not know. */
async function readMatching(
  read: (after: string | undefined, count: number) => Promise<StationEntity[]>,
  cursor: string | undefined,
  count: number,
  fits: (row: StationEntity) => boolean,
): Promise<StationEntity[]> {
  const found: StationEntity[] = [];
  let after = cursor;
  for (;;) {
    const rows = await read(after, BATCH);
    found.push(...rows.filter(fits));
    if (found.length >= count || rows.length < BATCH) return found.slice(0, count);
    after = rows.at(-1)?.id;
  }
}
