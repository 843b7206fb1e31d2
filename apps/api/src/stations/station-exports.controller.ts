import { Controller, Get, Query } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Csv, csvFile, ROWS_PER_READ } from '../http/csv.js';
import { Problems } from '../http/schema.js';
import { Presence } from '../replicas/presence.js';
import type { Liveness } from '../replicas/presence.js';
import { StationFilter, toStation } from './station.dto.js';
import type { Station } from './station.dto.js';
import type { StationEntity } from './station.entity.js';
import { StationsService } from './stations.service.js';

/** All but its connectors, of which each station has a number of its own. */
const COLUMNS = [
  'id',
  'name',
  'registration',
  'hasSecret',
  'minSecurityProfile',
  'certificateCommonName',
  'certificateFingerprint',
  'certificate',
  'securityProfile',
  'lastConnectedAt',
  'lastAddress',
  'connected',
  'lastSeenAt',
  'lastBootAt',
  'vendor',
  'model',
  'serialNumber',
  'firmwareVersion',
  'ocppVersion',
  'createdAt',
  'createdBy',
  'expiresAt',
] as const;

@ApiTags('stations')
@Controller()
export class StationExportsController {
  constructor(
    private readonly stations: StationsService,
    private readonly presence: Presence,
  ) {}

  @Get('stations.csv')
  @Csv('exportStations', 'Stations in the order of their ids')
  @Problems(400)
  export(@Query() filter: StationFilter): StreamableFile {
    return csvFile<[StationEntity, Liveness], Station>(
      'stations.csv',
      COLUMNS,
      async (last) => {
        const rows = await this.stations.list(last?.[0].id, ROWS_PER_READ, filter);
        const livenessOf = await this.presence.livenessAmong(rows.map(({ id }) => id));
        return rows.map((row) => [row, livenessOf(row.id)]);
      },
      ([row, liveness]) => toStation(row, [], liveness),
    );
  }
}
