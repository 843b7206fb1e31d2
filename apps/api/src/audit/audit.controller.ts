import { Controller, Get, Query } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
  IntersectionType,
} from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Repository } from 'typeorm';
import { Needs } from '../auth/access.js';
import { newestFirst, newestFirstCsv } from '../database/newest-first.js';
import type { Shown } from '../database/newest-first.js';
import { Csv } from '../http/csv.js';
import { PageQuery, RangeQuery } from '../http/pagination.js';
import { dateTime, NullableProperty, Problems } from '../http/schema.js';
import { AuditEntryEntity } from './audit-entry.entity.js';

class AuditFilter extends RangeQuery {
  @ApiPropertyOptional({ type: 'string', example: 'transactions/7', description: 'Only what was done to this.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  subject?: string;
}

class AuditQuery extends IntersectionType(PageQuery, AuditFilter) {}

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
@Controller()
export class AuditController {
  constructor(@InjectRepository(AuditEntryEntity) private readonly rows: Repository<AuditEntryEntity>) {}

  @Get('audit-entries')
  @ApiOperation({ operationId: 'listAuditEntries', summary: 'What people changed by hand, the newest first' })
  @ApiOkResponse({ type: AuditEntryPage })
  @Problems(400)
  list(@Query() { subject, ...query }: AuditQuery): Promise<AuditEntryPage> {
    return newestFirst(this.rows, subject === undefined ? {} : { subject }, query, auditEntries);
  }

  @Get('audit-entries.csv')
  @Csv('exportAuditEntries', 'What people changed by hand, the newest first')
  @Problems(400)
  export(@Query() { subject, ...range }: AuditFilter): StreamableFile {
    const where = subject === undefined ? {} : { subject };
    return newestFirstCsv('audit-entries.csv', this.rows, { where, range }, auditEntries);
  }
}

const auditEntries: Shown<AuditEntryEntity, AuditEntry> = {
  columns: ['id', 'receivedAt', 'actor', 'action', 'subject', 'detail'],
  toItem: ({ receivedAt, ...entry }) => ({ ...entry, receivedAt: receivedAt.toISOString() }),
};
