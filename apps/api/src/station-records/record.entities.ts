// What stations report besides transactions. Each row is one message, with the time at which it arrived.
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';

abstract class StationRecord {
  @PrimaryGeneratedColumn({ type: 'int' })
  id: number;

  @Column(exactText(48))
  stationId: string;

  @Column(moment)
  receivedAt: Date;
}

/** A StatusNotification (OCPP 1.6 §4.9). */
@Entity('status_history')
export class StatusHistoryEntity extends StationRecord {
  @Column({ type: 'int' })
  connectorId: number;

  @Column(exactText(32))
  status: string;

  @Column(exactText(32))
  errorCode: string;

  @Column({ ...exactText(64), nullable: true })
  info: string | null;

  @Column({ ...exactText(255), nullable: true })
  vendorId: string | null;

  @Column({ ...exactText(64), nullable: true })
  vendorErrorCode: string | null;

  @Column({ ...moment, nullable: true })
  statusAt: Date | null;
}

/** A SecurityEventNotification (security whitepaper §4.5). */
@Entity('security_events')
export class SecurityEventEntity extends StationRecord {
  @Column(exactText(50))
  type: string;

  @Column({ ...exactText(255), nullable: true })
  techInfo: string | null;

  /** The station's clock. */
  @Column(moment)
  occurredAt: Date;

  /** Hash of what was sent, unique: a resent event is the same one. */
  @Column(exactText(40))
  fingerprint: string;
}

/** A SignCertificate (security whitepaper §4.8): the certificate itself is sent with the command CertificateSigned. */
@Entity('certificate_requests')
export class CertificateRequestEntity extends StationRecord {
  @Column({ type: 'text' })
  csr: string;

  /** What the station was told. */
  @Column(exactText(16))
  status: 'Accepted' | 'Rejected';

  @Column(exactText(40))
  fingerprint: string;
}

export const JOBS = ['firmware', 'log'] as const;
export type Job = (typeof JOBS)[number];

/** How an update of the firmware, or an upload of diagnostics or a log, goes on. */
@Entity('job_statuses')
export class JobStatusEntity extends StationRecord {
  @Column(exactText(16))
  job: Job;

  /** The message that told it. */
  @Column(exactText(64))
  action: string;

  @Column(exactText(32))
  status: string;

  @Column({ type: 'int', nullable: true })
  requestId: number | null;

  /** The command that started the job, where there is one. */
  @Column({ ...exactText(36), nullable: true })
  commandId: string | null;
}

/** A DataTransfer of a station (OCPP 1.6 §4.3). */
@Entity('data_transfers')
export class DataTransferEntity extends StationRecord {
  @Column(exactText(255))
  vendorId: string;

  @Column({ ...exactText(50), nullable: true })
  messageId: string | null;

  @Column({ type: 'text', nullable: true })
  data: string | null;
}

export const recordEntities = [
  StatusHistoryEntity,
  SecurityEventEntity,
  CertificateRequestEntity,
  JobStatusEntity,
  DataTransferEntity,
];
