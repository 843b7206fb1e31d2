import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { newestFirst } from '../database/newest-first.js';
import { RecordQuery } from '../http/pagination.js';
import { notFound } from '../http/problem.js';
import { Problems } from '../http/schema.js';
import { StationsService } from '../stations/stations.service.js';
import {
  CertificateRequestPage,
  ConnectorStatusPage,
  DataTransferPage,
  JobStatusPage,
  JobStatusQuery,
  SecurityEventPage,
  SecurityEventQuery,
  StatusHistoryQuery,
} from './record.dto.js';
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
export class StationRecordsController {
  constructor(
    private readonly stations: StationsService,
    @InjectRepository(StatusHistoryEntity) private readonly statuses: Repository<StatusHistoryEntity>,
    @InjectRepository(SecurityEventEntity) private readonly securityEvents: Repository<SecurityEventEntity>,
    @InjectRepository(CertificateRequestEntity) private readonly requests: Repository<CertificateRequestEntity>,
    @InjectRepository(JobStatusEntity) private readonly jobs: Repository<JobStatusEntity>,
    @InjectRepository(DataTransferEntity) private readonly transfers: Repository<DataTransferEntity>,
  ) {}

  @Get('stations/:stationId/status-history')
  @ApiOperation({ operationId: 'listStatusHistory', summary: 'Every status of its connectors, the newest first' })
  @ApiOkResponse({ type: ConnectorStatusPage })
  @Problems(400, 404)
  async listStatuses(
    @Param('stationId') stationId: string,
    @Query() { connectorId, ...query }: StatusHistoryQuery,
  ): Promise<ConnectorStatusPage> {
    await this.checkStation(stationId);
    const where = { stationId, ...(connectorId === undefined ? {} : { connectorId }) };
    return newestFirst(this.statuses, where, query, connectorStatuses);
  }

  @Get('security-events')
  @ApiOperation({ operationId: 'listSecurityEvents', summary: 'Security events of stations, the newest first' })
  @ApiOkResponse({ type: SecurityEventPage })
  @Problems(400)
  listSecurityEvents(@Query() { stationId, type, ...query }: SecurityEventQuery): Promise<SecurityEventPage> {
    const where = { ...(stationId === undefined ? {} : { stationId }), ...(type === undefined ? {} : { type }) };
    return newestFirst(this.securityEvents, where, query, securityEvents);
  }

  @Get('stations/:stationId/certificate-requests')
  @ApiOperation({ operationId: 'listCertificateRequests', summary: 'Its certificate signing requests' })
  @ApiOkResponse({ type: CertificateRequestPage })
  @Problems(400, 404)
  async listCertificateRequests(
    @Param('stationId') stationId: string,
    @Query() query: RecordQuery,
  ): Promise<CertificateRequestPage> {
    await this.checkStation(stationId);
    return newestFirst(this.requests, { stationId }, query, certificateRequests);
  }

  @Get('stations/:stationId/job-statuses')
  @ApiOperation({ operationId: 'listJobStatuses', summary: 'How firmware updates and log uploads went, newest first' })
  @ApiOkResponse({ type: JobStatusPage })
  @Problems(400, 404)
  async listJobStatuses(
    @Param('stationId') stationId: string,
    @Query() { job, ...query }: JobStatusQuery,
  ): Promise<JobStatusPage> {
    await this.checkStation(stationId);
    return newestFirst(this.jobs, { stationId, ...(job === undefined ? {} : { job }) }, query, jobStatuses);
  }

  @Get('stations/:stationId/data-transfers')
  @ApiOperation({ operationId: 'listDataTransfers', summary: 'Data that it sent in ways of its vendor, newest first' })
  @ApiOkResponse({ type: DataTransferPage })
  @Problems(400, 404)
  async listDataTransfers(
    @Param('stationId') stationId: string,
    @Query() query: RecordQuery,
  ): Promise<DataTransferPage> {
    await this.checkStation(stationId);
    return newestFirst(this.transfers, { stationId }, query, dataTransfers);
  }

  private async checkStation(stationId: string): Promise<void> {
    if (!(await this.stations.exists(stationId))) throw notFound(`Station ${stationId}`);
  }
}
