import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../http/pagination.js';
import { dateTime, MayBeAbsent, NullableProperty } from '../http/schema.js';
import type { Liveness } from '../replicas/presence.js';
import type { ConnectorEntity } from './connector.entity.js';
import { REGISTRATIONS } from './station.entity.js';
import type { Registration, StationEntity } from './station.entity.js';

export class Connector {
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

  @ApiProperty({ ...dateTime, description: 'When the status arrived.' })
  receivedAt: string;
}

export class StationFilter {
  @ApiPropertyOptional({ type: 'string', enum: REGISTRATIONS, description: 'Only those that are told this at boot.' })
  @IsOptional()
  @IsIn(REGISTRATIONS)
  registration?: Registration;

  @ApiPropertyOptional({ type: 'string', maxLength: 48, description: 'Only those whose id begins with this.' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(48)
  idPrefix?: string;
}

export class StationQuery extends IntersectionType(PageQuery, StationFilter) {}

export class StationUpdate {
  @ApiPropertyOptional({ oneOf: [{ type: 'string', maxLength: 100 }, { type: 'null' }], description: 'For people.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  name?: string | null;

  @ApiPropertyOptional({
    type: 'string',
    enum: REGISTRATIONS,
    description: 'What it is told at its next BootNotification. Until it is Accepted, its tags are Invalid.',
  })
  @MayBeAbsent()
  @IsIn(REGISTRATIONS)
  registration?: Registration;
}

export class StationCreation extends StationUpdate {
  @ApiProperty({
    type: 'string',
    minLength: 1,
    maxLength: 48,
    example: 'CS-001',
    description: 'Its identity in the URL.',
  })
  @IsString()
  @IsNotEmpty()
  id: string;
}

export class Station {
  @ApiProperty({ example: 'CS-001' })
  id: string;

  @NullableProperty({ type: 'string' }, 'For people.')
  name: string | null;

  @ApiProperty({ type: 'string', enum: REGISTRATIONS, description: 'What it is told at BootNotification.' })
  registration: Registration;

  @ApiProperty({ description: 'Whether it must give a password when it connects.' })
  hasSecret: boolean;

  @ApiProperty({ description: 'Whether it has a live connection now.' })
  connected: boolean;

  @NullableProperty(dateTime, 'When anything last arrived from it.')
  lastSeenAt: string | null;

  @NullableProperty(dateTime)
  lastBootAt: string | null;

  @NullableProperty({ type: 'string' })
  vendor: string | null;

  @NullableProperty({ type: 'string' })
  model: string | null;

  @NullableProperty({ type: 'string' })
  serialNumber: string | null;

  @NullableProperty({ type: 'string' })
  firmwareVersion: string | null;

  @NullableProperty({ type: 'string', example: '1.6' })
  ocppVersion: string | null;

  @ApiProperty(dateTime)
  createdAt: string;

  @NullableProperty(dateTime, 'Set on the throw-away station of a demo session.')
  expiresAt: string | null;

  @ApiProperty({ type: [Connector] })
  connectors: Connector[];
}

export class StationPage {
  @ApiProperty({ type: [Station] })
  items: Station[];

  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

export function toStation(
  row: StationEntity,
  connectors: ConnectorEntity[],
  { connected, lastSeenAt }: Liveness,
): Station {
  const { id, name, registration, vendor, model, serialNumber, firmwareVersion, ocppVersion } = row;
  return {
    id,
    name,
    registration,
    hasSecret: row.secretHash !== null,
    connected,
    lastSeenAt: (lastSeenAt ?? row.lastSeenAt)?.toISOString() ?? null,
    lastBootAt: row.lastBootAt?.toISOString() ?? null,
    vendor,
    model,
    serialNumber,
    firmwareVersion,
    ocppVersion,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    connectors: connectors.map(toConnector),
  };
}

function toConnector(row: ConnectorEntity): Connector {
  const { connectorId, status, errorCode, info, vendorId, vendorErrorCode } = row;
  return {
    connectorId,
    status,
    errorCode,
    info,
    vendorId,
    vendorErrorCode,
    statusAt: row.statusAt?.toISOString() ?? null,
    receivedAt: row.receivedAt.toISOString(),
  };
}
