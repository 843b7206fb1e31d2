import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { PageQuery } from '../http/pagination.js';
import { dateTime, MayBeAbsent, NullableProperty } from '../http/schema.js';
import type { Liveness } from '../replicas/presence.js';
import type { ConnectorEntity } from './connector.entity.js';
import { REGISTRATIONS } from './station.entity.js';
import type { Registration, StationEntity } from './station.entity.js';

const FINGERPRINT = /^([0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}$/;

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

  @ApiPropertyOptional({ type: 'string', maxLength: 100, description: 'Only those whose name has this in it.' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name?: string;
}

export class StationQuery extends IntersectionType(PageQuery, StationFilter) {
  @ApiPropertyOptional({ type: 'boolean', description: 'Only those with a live connection, or only those without.' })
  @IsOptional()
  @IsIn([true, false], { message: 'connected must be true or false' })
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  connected?: boolean;

  @ApiPropertyOptional({ type: 'boolean', enum: [true], description: 'Only those that you created.' })
  @IsOptional()
  @IsIn([true], { message: 'mine must be true' })
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value))
  mine?: boolean;
}

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

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 3,
    description:
      'Security profile that its next connection has to reach: 1 secret, 2 secret over TLS, 3 client certificate. The server may ask for more. Only for admins.',
  })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(3)
  minSecurityProfile?: number;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string', minLength: 1, maxLength: 64 }, { type: 'null' }],
    description: 'Common name that its client certificate must have; null: its id. Only for admins.',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  certificateCommonName?: string | null;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string', pattern: FINGERPRINT.source }, { type: 'null' }],
    description:
      'SHA-256 of the only client certificate that counts, 64 hexadecimal digits, colons allowed; null: any with its name. Only for admins.',
  })
  @IsOptional()
  @Matches(FINGERPRINT, { message: 'certificateFingerprint must be a SHA-256 fingerprint: 64 hexadecimal digits' })
  certificateFingerprint?: string | null;
}

/** What only admins may say of a station. */
export const SECURITY_FIELDS = ['minSecurityProfile', 'certificateCommonName', 'certificateFingerprint'] as const;

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

/** The client certificate that a station last connected with. */
export class ClientCertificate {
  @ApiProperty({ example: 'O=Example CPO, CN=CS-001' })
  subject: string;

  @ApiProperty({ example: 'O=Example CPO, CN=Example CA' })
  issuer: string;

  @ApiProperty({ description: 'Hexadecimal.' })
  serialNumber: string;

  @ApiProperty({ description: 'SHA-256, 64 hexadecimal digits: what `certificateFingerprint` can be set to.' })
  fingerprint: string;

  @ApiProperty(dateTime)
  validFrom: string;

  @ApiProperty(dateTime)
  validTo: string;

  @ApiProperty({ ...dateTime, description: 'When it first connected with this one.' })
  firstUsedAt: string;
}

@ApiExtraModels(ClientCertificate)
export class Station {
  @ApiProperty({ example: 'CS-001' })
  id: string;

  @NullableProperty({ type: 'string' }, 'For people.')
  name: string | null;

  @ApiProperty({ type: 'string', enum: REGISTRATIONS, description: 'What it is told at BootNotification.' })
  registration: Registration;

  @ApiProperty({ description: 'Whether it must give a password when it connects.' })
  hasSecret: boolean;

  @ApiProperty({
    type: 'integer',
    description: 'Security profile that it has to reach, if the server asks for no more.',
  })
  minSecurityProfile: number;

  @NullableProperty({ type: 'string' }, 'Common name that its client certificate must have; null: its id.')
  certificateCommonName: string | null;

  @NullableProperty({ type: 'string' }, 'SHA-256 of the only client certificate that counts; null: any with its name.')
  certificateFingerprint: string | null;

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(ClientCertificate) }, { type: 'null' }],
    description: 'The client certificate that it last connected with.',
  })
  certificate: ClientCertificate | null;

  @NullableProperty({ type: 'integer' }, 'Security profile that its last connection reached, 0 to 3.')
  securityProfile: number | null;

  @NullableProperty(dateTime, 'When its last connection began.')
  lastConnectedAt: string | null;

  @NullableProperty({ type: 'string' }, 'Address that its last connection came from.')
  lastAddress: string | null;

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

  @NullableProperty({ type: 'string' }, 'Who created it; null: it came by itself.')
  createdBy: string | null;

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
  const { id, name, registration, vendor, model, serialNumber, firmwareVersion, ocppVersion, createdBy } = row;
  return {
    id,
    name,
    registration,
    ...securityOf(row),
    connected,
    lastSeenAt: (lastSeenAt ?? row.lastSeenAt)?.toISOString() ?? null,
    lastBootAt: row.lastBootAt?.toISOString() ?? null,
    vendor,
    model,
    serialNumber,
    firmwareVersion,
    ocppVersion,
    createdAt: row.createdAt.toISOString(),
    createdBy,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    connectors: connectors.map(toConnector),
  };
}

function securityOf(row: StationEntity) {
  const { minSecurityProfile, certificateCommonName, certificateFingerprint, certificate, securityProfile } = row;
  return {
    hasSecret: row.secretHash !== null,
    minSecurityProfile,
    certificateCommonName,
    certificateFingerprint,
    certificate,
    securityProfile,
    lastConnectedAt: row.lastConnectedAt?.toISOString() ?? null,
    lastAddress: row.lastAddress,
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
