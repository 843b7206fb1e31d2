import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import type { Shown } from '../database/newest-first.js';
import { PageQuery, RangeQuery } from '../http/pagination.js';
import { dateTime, MayBeAbsent, NullableProperty } from '../http/schema.js';
import type { StoredSample } from './stored-samples.js';
import type { OrphanMessageEntity } from './orphan-message.entity.js';
import type { TransactionEntity } from './transaction.entity.js';

const STATES = ['active', 'stopped'] as const;

export class TransactionFilterQuery {
  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsString()
  @MaxLength(48)
  stationId?: string;

  @ApiPropertyOptional({ type: 'string', description: 'Whatever its case.' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  idTag?: string;

  @ApiPropertyOptional({ type: 'string', enum: STATES })
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];

  @ApiPropertyOptional({ ...dateTime, description: "Started at that moment or later, by the station's clock." })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({ ...dateTime, description: 'Started before that moment.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;
}

export class TransactionQuery extends IntersectionType(PageQuery, TransactionFilterQuery) {}

export class TransactionClosing {
  @ApiProperty({ description: 'Why a person closes it; it goes into the audit.', minLength: 1, maxLength: 500 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  reason: string;

  @ApiPropertyOptional({ type: 'number', description: 'Without it: the newest meter value, where there is one.' })
  @MayBeAbsent()
  @IsNumber()
  meterStopWh?: number;
}

export class SampleFilterQuery {
  @ApiPropertyOptional({ ...dateTime, description: "At that moment or later, by the station's clock." })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({ ...dateTime, description: 'Before that moment.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;
}

export class SeriesQuery extends SampleFilterQuery {
  @ApiProperty({ type: 'string', example: 'Power.Active.Import' })
  @IsString()
  @MaxLength(100)
  measurand: string;

  @ApiPropertyOptional({ type: 'string', description: 'Without it: values without a phase.' })
  @IsOptional()
  @IsString()
  @MaxLength(32)
  phase?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 2000, default: 300 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2000)
  points: number = 300;
}

export class MeterValueSeriesPoint {
  @ApiProperty({ ...dateTime, description: 'Begin of the interval.' })
  from: string;

  @ApiProperty({ type: 'integer' })
  count: number;

  @ApiProperty({ type: 'number' })
  min: number;

  @ApiProperty({ type: 'number' })
  max: number;

  @ApiProperty({ type: 'number' })
  mean: number;

  @ApiProperty({ type: 'number', description: 'The newest of the interval.' })
  last: number;
}

export class MeterValueSeries {
  @ApiProperty({
    description: 'In the order of time; intervals without a value are left out.',
    type: [MeterValueSeriesPoint],
  })
  points: MeterValueSeriesPoint[];
}

export class MeterValueFilter extends SampleFilterQuery {
  @ApiPropertyOptional({ type: 'string', example: 'Power.Active.Import' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  measurand?: string;
}

export class MeterValueQuery extends IntersectionType(PageQuery, MeterValueFilter) {}

export class OrphanMessageFilter extends RangeQuery {
  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsString()
  @MaxLength(48)
  stationId?: string;

  @ApiPropertyOptional({ type: 'string', example: 'StopTransaction' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  action?: string;
}

export class OrphanMessageQuery extends IntersectionType(PageQuery, OrphanMessageFilter) {}

export class Transaction {
  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty()
  stationId: string;

  @ApiProperty({ type: 'integer' })
  connectorId: number;

  @ApiProperty({ type: 'string', enum: STATES })
  state: (typeof STATES)[number];

  @ApiProperty()
  idTag: string;

  @ApiProperty({ description: 'What the station was told about the tag at the start.', example: 'Accepted' })
  idTagStatus: string;

  @ApiProperty({ type: 'number' })
  meterStartWh: number;

  @NullableProperty({ type: 'number' })
  meterStopWh: number | null;

  @NullableProperty({ type: 'number' }, 'Stop minus start; while it runs, the newest meter value minus start.')
  energyWh: number | null;

  @ApiProperty({ ...dateTime, description: "The station's clock." })
  startedAt: string;

  @ApiProperty(dateTime)
  startReceivedAt: string;

  @NullableProperty(dateTime, "The station's clock.")
  stoppedAt: string | null;

  @NullableProperty(dateTime)
  stopReceivedAt: string | null;

  @NullableProperty({ type: 'string', example: 'Local' })
  stopReason: string | null;

  @NullableProperty(dateTime, "When a person closed it; the station's own stop, should it come, replaces that.")
  closedByHandAt: string | null;

  @NullableProperty({ type: 'string' })
  stopIdTag: string | null;

  @NullableProperty({ type: 'integer' })
  reservationId: number | null;
}

export class TransactionPage {
  @ApiProperty({ type: [Transaction] })
  items: Transaction[];

  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

export class MeterValue {
  @ApiProperty({ ...dateTime, description: "The station's clock." })
  sampledAt: string;

  @ApiProperty(dateTime)
  receivedAt: string;

  @ApiProperty({ example: 'Energy.Active.Import.Register' })
  measurand: string;

  @NullableProperty({ type: 'string' })
  phase: string | null;

  @ApiProperty({ example: 'Outlet' })
  location: string;

  @ApiProperty({ example: 'Sample.Periodic' })
  context: string;

  @NullableProperty({ type: 'string', example: 'Wh' })
  unit: string | null;

  @ApiProperty({ description: 'As the station sent it.' })
  value: string;

  @NullableProperty({ type: 'number' }, 'The value as a number; null for signed data.')
  number: number | null;
}

export class MeterValuePage {
  @ApiProperty({ type: [MeterValue] })
  items: MeterValue[];

  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

export class OrphanMessage {
  @ApiProperty({ type: 'integer' })
  id: number;

  @ApiProperty()
  stationId: string;

  @ApiProperty({ example: 'StopTransaction' })
  action: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  payload: object;

  @ApiProperty({ description: 'Why it fits nothing.' })
  reason: string;

  @ApiProperty(dateTime)
  receivedAt: string;
}

export class OrphanMessagePage {
  @ApiProperty({ type: [OrphanMessage] })
  items: OrphanMessage[];

  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

export function toTransaction(row: TransactionEntity): Transaction {
  const { id, stationId, connectorId, idTag, idTagStatus, meterStartWh, meterStopWh, stopReason } = row;
  const meterWh = meterStopWh ?? row.latestMeterWh;
  return {
    id,
    stationId,
    connectorId,
    state: row.stoppedAt === null ? 'active' : 'stopped',
    idTag,
    idTagStatus,
    meterStartWh,
    meterStopWh,
    energyWh: meterWh === null ? null : meterWh - meterStartWh,
    startedAt: row.startedAt.toISOString(),
    startReceivedAt: row.startReceivedAt.toISOString(),
    stoppedAt: row.stoppedAt?.toISOString() ?? null,
    stopReceivedAt: row.stopReceivedAt?.toISOString() ?? null,
    stopReason,
    closedByHandAt: row.closedByHandAt?.toISOString() ?? null,
    stopIdTag: row.stopIdTag,
    reservationId: row.reservationId,
  };
}

export function toMeterValue(sample: StoredSample): MeterValue {
  const { measurand, phase, location, context, unit, value, number } = sample;
  return {
    sampledAt: sample.sampledAt.toISOString(),
    receivedAt: sample.receivedAt.toISOString(),
    measurand,
    phase,
    location,
    context,
    unit,
    value,
    number,
  };
}

function toOrphanMessage(row: OrphanMessageEntity): OrphanMessage {
  const { id, stationId, action, payload, reason } = row;
  return { id, stationId, action, payload, reason, receivedAt: row.receivedAt.toISOString() };
}

export const orphanMessages: Shown<OrphanMessageEntity, OrphanMessage> = {
  columns: ['id', 'stationId', 'receivedAt', 'action', 'reason', 'payload'],
  toItem: toOrphanMessage,
};
