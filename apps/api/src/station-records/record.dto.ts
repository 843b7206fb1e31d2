import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { PageQuery, RangeQuery } from '../http/pagination.js';
import { dateTime, NullableProperty } from '../http/schema.js';
import { JOBS } from './record.entities.js';
import type {
  CertificateRequestEntity,
  DataTransferEntity,
  Job,
  JobStatusEntity,
  SecurityEventEntity,
  StatusHistoryEntity,
} from './record.entities.js';

export class StatusHistoryFilter extends RangeQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 0 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  connectorId?: number;
}

export class SecurityEventFilter extends RangeQuery {
  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsString()
  @MaxLength(48)
  stationId?: string;

  @ApiPropertyOptional({ type: 'string', example: 'InvalidFirmwareSignature' })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  type?: string;
}

export class JobStatusFilter extends RangeQuery {
  @ApiPropertyOptional({ type: 'string', enum: JOBS })
  @IsOptional()
  @IsIn(JOBS)
  job?: Job;
}

export class StatusHistoryQuery extends IntersectionType(PageQuery, StatusHistoryFilter) {}
export class SecurityEventQuery extends IntersectionType(PageQuery, SecurityEventFilter) {}
export class JobStatusQuery extends IntersectionType(PageQuery, JobStatusFilter) {}

class StationRecord {
  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty()
  stationId: string;

  @ApiProperty(dateTime)
  receivedAt: string;
}

export class ConnectorStatus extends StationRecord {
  @ApiProperty({ type: 'integer', description: '0 is the station itself.' })
  connectorId: number;

  @ApiProperty({ example: 'Charging' })
  status: string;

  @ApiProperty({ example: 'NoError' })
  errorCode: string;

  @NullableProperty({ type: 'string' })
  info: string | null;

  @NullableProperty({ type: 'string' })
  vendorId: string | null;

  @NullableProperty({ type: 'string' })
  vendorErrorCode: string | null;

  @NullableProperty(dateTime, 'The time that the station gave, where it gave one.')
  statusAt: string | null;
}

export class SecurityEvent extends StationRecord {
  @ApiProperty({ example: 'InvalidFirmwareSignature' })
  type: string;

  @NullableProperty({ type: 'string' })
  techInfo: string | null;

  @ApiProperty({ ...dateTime, description: "The station's clock." })
  occurredAt: string;
}

export class CertificateRequest extends StationRecord {
  @ApiProperty({ description: 'PKCS #10, PEM. Answer it with the command CertificateSigned.' })
  csr: string;

  @ApiProperty({ type: 'string', enum: ['Accepted', 'Rejected'], description: 'Rejected: it is no signing request.' })
  status: 'Accepted' | 'Rejected';
}

export class JobStatus extends StationRecord {
  @ApiProperty({ type: 'string', enum: JOBS })
  job: Job;

  @ApiProperty({ example: 'FirmwareStatusNotification' })
  action: string;

  @ApiProperty({ example: 'Installed' })
  status: string;

  @NullableProperty({ type: 'integer' })
  requestId: number | null;

  @NullableProperty({ type: 'string' }, 'The command that started the job, where there is one.')
  commandId: string | null;
}

export class DataTransfer extends StationRecord {
  @ApiProperty()
  vendorId: string;

  @NullableProperty({ type: 'string' })
  messageId: string | null;

  @NullableProperty({ type: 'string' })
  data: string | null;
}

class Page {
  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

export class ConnectorStatusPage extends Page {
  @ApiProperty({ type: [ConnectorStatus] })
  items: ConnectorStatus[];
}

export class SecurityEventPage extends Page {
  @ApiProperty({ type: [SecurityEvent] })
  items: SecurityEvent[];
}

export class CertificateRequestPage extends Page {
  @ApiProperty({ type: [CertificateRequest] })
  items: CertificateRequest[];
}

export class JobStatusPage extends Page {
  @ApiProperty({ type: [JobStatus] })
  items: JobStatus[];
}

export class DataTransferPage extends Page {
  @ApiProperty({ type: [DataTransfer] })
  items: DataTransfer[];
}

type Received = { id: number; stationId: string; receivedAt: Date };
const received = ({ id, stationId, receivedAt }: Received) => ({ id, stationId, receivedAt: receivedAt.toISOString() });

export function toConnectorStatus(row: StatusHistoryEntity): ConnectorStatus {
  const { connectorId, status, errorCode, info, vendorId, vendorErrorCode } = row;
  const statusAt = row.statusAt?.toISOString() ?? null;
  return { ...received(row), connectorId, status, errorCode, info, vendorId, vendorErrorCode, statusAt };
}

export function toSecurityEvent(row: SecurityEventEntity): SecurityEvent {
  const { type, techInfo } = row;
  return { ...received(row), type, techInfo, occurredAt: row.occurredAt.toISOString() };
}

export function toCertificateRequest(row: CertificateRequestEntity): CertificateRequest {
  return { ...received(row), csr: row.csr, status: row.status };
}

export function toJobStatus(row: JobStatusEntity): JobStatus {
  const { job, action, status, requestId, commandId } = row;
  return { ...received(row), job, action, status, requestId, commandId };
}

export function toDataTransfer(row: DataTransferEntity): DataTransfer {
  const { vendorId, messageId, data } = row;
  return { ...received(row), vendorId, messageId, data };
}
