import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { BatchedWrites } from '../database/batched-writes.js';
import type { WriteKind } from '../database/batched-writes.js';
import { insertStatements } from '../database/bulk-statements.js';
import type { StatementScript } from '../database/run-in-transaction.js';
import { CommandEntity } from '../commands/command.entity.js';
import {
  CertificateRequestEntity,
  DataTransferEntity,
  JobStatusEntity,
  SecurityEventEntity,
  StatusHistoryEntity,
} from './record.entities.js';
import type { Job } from './record.entities.js';

/** So many commands back a status with a request id is looked for. */
const COMMANDS_SEARCHED = 20;

/** The commands that start the job of which a message tells. */
const STARTED_BY: Record<string, { job: Job; command: string }> = {
  FirmwareStatusNotification: { job: 'firmware', command: 'UpdateFirmware' },
  SignedFirmwareStatusNotification: { job: 'firmware', command: 'SignedUpdateFirmware' },
  DiagnosticsStatusNotification: { job: 'log', command: 'GetDiagnostics' },
  LogStatusNotification: { job: 'log', command: 'GetLog' },
};

const statusHistory: WriteKind<Omit<StatusHistoryEntity, 'id'>> = {
  name: 'status history',
  order: 70,
  *script(rows, { dialect, metadataOf }): StatementScript<void[]> {
    yield* insertStatements(metadataOf(StatusHistoryEntity), rows, { dialect });
    return [];
  },
};

export interface JobReport {
  stationId: string;
  action: keyof typeof STARTED_BY;
  status: string;
  requestId: number | null;
  receivedAt: Date;
}

@Injectable()
export class StationRecordsService {
  constructor(
    @InjectRepository(SecurityEventEntity) private readonly securityEvents: Repository<SecurityEventEntity>,
    @InjectRepository(CertificateRequestEntity) private readonly requests: Repository<CertificateRequestEntity>,
    @InjectRepository(JobStatusEntity) private readonly jobs: Repository<JobStatusEntity>,
    @InjectRepository(DataTransferEntity) private readonly transfers: Repository<DataTransferEntity>,
    @InjectRepository(CommandEntity) private readonly commands: Repository<CommandEntity>,
    private readonly writes: BatchedWrites,
  ) {}

  async recordStatus(status: Omit<StatusHistoryEntity, 'id'>): Promise<void> {
    await this.writes.write(statusHistory, status);
  }

  async recordDataTransfer(transfer: Omit<DataTransferEntity, 'id'>): Promise<void> {
    await this.transfers.insert(transfer);
  }

  async recordSecurityEvent(event: Omit<SecurityEventEntity, 'id' | 'fingerprint'>): Promise<void> {
    const { stationId, type, techInfo, occurredAt } = event;
    const fingerprint = hashOf(stationId, type, techInfo, occurredAt.getTime());
    await insertOnce(this.securityEvents, { ...event, fingerprint });
  }

  async recordCertificateRequest(request: Omit<CertificateRequestEntity, 'id' | 'fingerprint'>): Promise<void> {
    await insertOnce(this.requests, { ...request, fingerprint: hashOf(request.stationId, request.csr) });
  }

  async recordJobStatus(report: JobReport): Promise<void> {
    const { job, command } = STARTED_BY[report.action] as { job: Job; command: string };
    const commandId = await this.commandOf(report.stationId, command, report.requestId);
    await this.jobs.insert({ ...report, job, commandId });
  }

  /** The newest command that started such a job, with this request id where the station named one. */
  private async commandOf(stationId: string, action: string, requestId: number | null): Promise<string | null> {
    const rows = await this.commands.find({
      where: { stationId, action },
      order: { createdAt: 'DESC' },
      take: requestId === null ? 1 : COMMANDS_SEARCHED,
    });
    const row = rows.find(
      ({ payload }) => requestId === null || (payload as { requestId?: unknown }).requestId === requestId,
    );
    return row?.id ?? null;
  }
}

async function insertOnce<Row extends { fingerprint: string }>(rows: Repository<Row>, row: object): Promise<void> {
  await rows
    .createQueryBuilder()
    .insert()
    .values(row)
    .orUpdate(['fingerprint'], ['fingerprint'])
    .updateEntity(false)
    .execute();
}

function hashOf(...parts: unknown[]): string {
  return createHash('sha1').update(JSON.stringify(parts)).digest('hex');
}
