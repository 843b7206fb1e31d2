// What a station holds, as far as its answers say. Commands change it; a refresh is a command too.
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { notFound } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { StationsService } from '../stations/stations.service.js';
import {
  ChargingProfiles,
  Configuration,
  InstalledCertificateTypes,
  LocalList,
  ReservationQuery,
  Reservations,
  toChargingProfile,
  toConfigurationKey,
  toInstalledCertificates,
  toLocalList,
  toReservation,
} from './state.dto.js';
import {
  ChargingProfileEntity,
  ConfigurationKeyEntity,
  InstalledCertificatesEntity,
  LocalListEntity,
  ReservationEntity,
} from './state.entities.js';

@ApiTags('station state')
@Controller('stations/:stationId')
export class StationStateController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly stations: StationsService,
  ) {}

  @Get('configuration')
  @ApiOperation({ operationId: 'getConfiguration', summary: 'Its configuration keys, as last read' })
  @ApiOkResponse({ type: Configuration })
  @Problems(404)
  async readConfiguration(@Param('stationId') stationId: string): Promise<Configuration> {
    await this.checkStation(stationId);
    const rows = this.dataSource.getRepository(ConfigurationKeyEntity);
    const keys = await rows.find({ where: { stationId }, order: { name: 'ASC' } });
    return { items: keys.map(toConfigurationKey) };
  }

  @Get('reservations')
  @ApiOperation({ operationId: 'listReservations', summary: 'Reservations that it accepted' })
  @ApiOkResponse({ type: Reservations })
  @Problems(400, 404)
  async listReservations(
    @Param('stationId') stationId: string,
    @Query() { state }: ReservationQuery,
  ): Promise<Reservations> {
    await this.checkStation(stationId);
    const rows = this.dataSource.getRepository(ReservationEntity);
    const now = new Date();
    const all = await rows.find({ where: { stationId }, order: { changedAt: 'DESC' }, take: 1000 });
    const items = all.map((row) => toReservation(row, now));
    return { items: state === undefined ? items : items.filter((item) => item.state === state) };
  }

  @Get('charging-profiles')
  @ApiOperation({ operationId: 'listChargingProfiles', summary: 'Charging profiles that it accepted' })
  @ApiOkResponse({ type: ChargingProfiles })
  @Problems(404)
  async listChargingProfiles(@Param('stationId') stationId: string): Promise<ChargingProfiles> {
    await this.checkStation(stationId);
    const rows = this.dataSource.getRepository(ChargingProfileEntity);
    return { items: (await rows.find({ where: { stationId }, order: { profileId: 'ASC' } })).map(toChargingProfile) };
  }

  @Get('local-list')
  @ApiOperation({ operationId: 'getLocalList', summary: 'Its local authorization list, as it accepted it' })
  @ApiOkResponse({ type: LocalList })
  @Problems(404)
  async readLocalList(@Param('stationId') stationId: string): Promise<LocalList> {
    await this.checkStation(stationId);
    return toLocalList(await this.dataSource.getRepository(LocalListEntity).findOneBy({ stationId }));
  }

  @Get('certificates')
  @ApiOperation({ operationId: 'listCertificates', summary: 'Its installed certificates, as last read' })
  @ApiOkResponse({ type: InstalledCertificateTypes })
  @Problems(404)
  async listCertificates(@Param('stationId') stationId: string): Promise<InstalledCertificateTypes> {
    await this.checkStation(stationId);
    const rows = await this.dataSource.getRepository(InstalledCertificatesEntity).findBy({ stationId });
    return { items: rows.map(toInstalledCertificates) };
  }

  private async checkStation(stationId: string): Promise<void> {
    if (!(await this.stations.exists(stationId))) throw notFound(`Station ${stationId}`);
  }
}
