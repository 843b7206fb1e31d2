import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Needs } from '../auth/access.js';
import { newestFirst } from '../database/newest-first.js';
import { RecordQuery } from '../http/pagination.js';
import { dateTime, NullableProperty, Problems } from '../http/schema.js';
import { AuditEntryEntity } from './audit-entry.entity.js';

export class AuditEntry {
  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty({ description: '`anonymous` where the API runs without auth.' })
  actor: string;

  @ApiProperty({ example: 'closeTransaction' })
  action: string;

  @ApiProperty({ example: 'transactions/7' })
  subject: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  detail: object;

  @ApiProperty(dateTime)
  receivedAt: string;
}

export class AuditEntryPage {
  @ApiProperty({ type: [AuditEntry] })
  items: AuditEntry[];

  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

@ApiTags('audit')
@Needs('admin')
@Controller('audit-entries')
export class AuditController {
  constructor(@InjectRepository(AuditEntryEntity) private readonly rows: Repository<AuditEntryEntity>) {}

  @Get()
  @ApiOperation({ operationId: 'listAuditEntries', summary: 'What people changed by hand, the newest first' })
  @ApiOkResponse({ type: AuditEntryPage })
  @Problems(400)
  list(@Query() query: RecordQuery): Promise<AuditEntryPage> {
    return newestFirst(this.rows, {}, query, ({ id, actor, action, subject, detail, receivedAt }) => ({
      id,
      actor,
      action,
      subject,
      detail,
      receivedAt: receivedAt.toISOString(),
    }));
  }
}
