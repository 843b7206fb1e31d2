// Each kind of record as REST shows it, and the columns of its CSV.
import type { Shown } from '../database/newest-first.js';
import { toCertificateRequest, toConnectorStatus, toDataTransfer, toJobStatus, toSecurityEvent } from './record.dto.js';
import type { CertificateRequest, ConnectorStatus, DataTransfer, JobStatus, SecurityEvent } from './record.dto.js';
import type {
  CertificateRequestEntity,
  DataTransferEntity,
  JobStatusEntity,
  SecurityEventEntity,
  StatusHistoryEntity,
} from './record.entities.js';

const received = ['id', 'stationId', 'receivedAt'] as const;

export const connectorStatuses: Shown<StatusHistoryEntity, ConnectorStatus> = {
  columns: [...received, 'connectorId', 'status', 'errorCode', 'info', 'vendorId', 'vendorErrorCode', 'statusAt'],
  toItem: toConnectorStatus,
};

export const securityEvents: Shown<SecurityEventEntity, SecurityEvent> = {
  columns: [...received, 'type', 'techInfo', 'occurredAt'],
  toItem: toSecurityEvent,
};

export const certificateRequests: Shown<CertificateRequestEntity, CertificateRequest> = {
  columns: [...received, 'csr', 'status'],
  toItem: toCertificateRequest,
};

export const jobStatuses: Shown<JobStatusEntity, JobStatus> = {
  columns: [...received, 'job', 'action', 'status', 'requestId', 'commandId'],
  toItem: toJobStatus,
};

export const dataTransfers: Shown<DataTransferEntity, DataTransfer> = {
  columns: [...received, 'vendorId', 'messageId', 'data'],
  toItem: toDataTransfer,
};
