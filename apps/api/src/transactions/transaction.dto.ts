import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../http/pagination.js';
import { dateTime, NullableProperty } from '../http/schema.js';
import type { MeterValueEntity } from './meter-value.entity.js';
import type { OrphanMessageEntity } from './orphan-message.entity.js';
import type { TransactionEntity } from './transaction.entity.js';

const STATES = ['active', 'stopped'] as const;

export class TransactionQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsString()
  @MaxLength(48)
  stationId?: string;

  @ApiPropertyOptional({ type: 'string', enum: STATES })
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];
}

export class MeterValueQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'string', example: 'Power.Active.Import' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  measurand?: string;
}

export class OrphanMessageQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @IsString()
  @MaxLength(48)
  stationId?: string;
}

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
    stopIdTag: row.stopIdTag,
    reservationId: row.reservationId,
  };
}

export function toMeterValue(row: MeterValueEntity): MeterValue {
  const { measurand, phase, location, context, unit, value, number } = row;
  return {
    sampledAt: row.sampledAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    measurand,
    phase,
    location,
    context,
    unit,
    value,
    number,
  };
}

export function toOrphanMessage(row: OrphanMessageEntity): OrphanMessage {
  const { id, stationId, action, payload, reason } = row;
  return { id, stationId, action, payload, reason, receivedAt: row.receivedAt.toISOString() };
}
