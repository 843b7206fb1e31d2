import { Controller, Get, Param, Query } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { newestFirstCsv } from '../database/newest-first.js';
import { Csv } from '../http/csv.js';
import { RangeQuery } from '../http/pagination.js';
import { notFound } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { StationsService } from '../stations/stations.service.js';
import { JobStatusFilter, SecurityEventFilter, StatusHistoryFilter } from './record.dto.js';
import {
  CertificateRequestEntity,
  DataTransferEntity,
  JobStatusEntity,
  SecurityEventEntity,
  StatusHistoryEntity,
} from './record.entities.js';
import { certificateRequests, connectorStatuses, dataTransfers, jobStatuses, securityEvents } from './shown-records.js';

@ApiTags('station records')
@Controller()
export class StationRecordExportsController {
  constructor(
    private readonly stations: StationsService,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  @Get('stations/:stationId/status-history.csv')
  @Csv('exportStatusHistory', 'Every status of its connectors, the newest first')
  @Problems(400, 404)
  async exportStatuses(
    @Param('stationId') stationId: string,
    @Query() { connectorId, ...range }: StatusHistoryFilter,
  ): Promise<StreamableFile> {
    await this.checkStation(stationId);
    const where = { stationId, ...(connectorId === undefined ? {} : { connectorId }) };
    const rows = this.dataSource.getRepository(StatusHistoryEntity);
    return newestFirstCsv('status-history.csv', rows, { where, range }, connectorStatuses);
  }

  @Get('security-events.csv')
  @Csv('exportSecurityEvents', 'Security events of stations, the newest first')
  @Problems(400)
  exportSecurityEvents(@Query() { stationId, type, ...range }: SecurityEventFilter): StreamableFile {
    const where = { ...(stationId === undefined ? {} : { stationId }), ...(type === undefined ? {} : { type }) };
    const rows = this.dataSource.getRepository(SecurityEventEntity);
    return newestFirstCsv('security-events.csv', rows, { where, range }, securityEvents);
  }

  @Get('stations/:stationId/certificate-requests.csv')
  @Csv('exportCertificateRequests', 'Its certificate signing requests')
  @Problems(400, 404)
  async exportCertificateRequests(
    @Param('stationId') stationId: string,
    @Query() range: RangeQuery,
  ): Promise<StreamableFile> {
    await this.checkStation(stationId);
    const rows = this.dataSource.getRepository(CertificateRequestEntity);
    return newestFirstCsv('certificate-requests.csv', rows, { where: { stationId }, range }, certificateRequests);
  }

  @Get('stations/:stationId/job-statuses.csv')
  @Csv('exportJobStatuses', 'How firmware updates and log uploads went, newest first')
  @Problems(400, 404)
  async exportJobStatuses(
    @Param('stationId') stationId: string,
    @Query() { job, ...range }: JobStatusFilter,
  ): Promise<StreamableFile> {
    await this.checkStation(stationId);
    const where = { stationId, ...(job === undefined ? {} : { job }) };
    const rows = this.dataSource.getRepository(JobStatusEntity);
    return newestFirstCsv('job-statuses.csv', rows, { where, range }, jobStatuses);
  }

  @Get('stations/:stationId/data-transfers.csv')
  @Csv('exportDataTransfers', 'Data that it sent in ways of its vendor, newest first')
  @Problems(400, 404)
  async exportDataTransfers(
    @Param('stationId') stationId: string,
    @Query() range: RangeQuery,
  ): Promise<StreamableFile> {
    await this.checkStation(stationId);
    const rows = this.dataSource.getRepository(DataTransferEntity);
    return newestFirstCsv('data-transfers.csv', rows, { where: { stationId }, range }, dataTransfers);
  }

  private async checkStation(stationId: string): Promise<void> {
    if (!(await this.stations.exists(stationId))) throw notFound(`Station ${stationId}`);
  }
}
