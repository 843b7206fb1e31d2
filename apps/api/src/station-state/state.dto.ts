import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { dateTime, NullableProperty } from '../http/schema.js';
import type {
  ChargingProfileEntity,
  ConfigurationKeyEntity,
  InstalledCertificatesEntity,
  LocalListEntity,
  ReservationEntity,
} from './state.entities.js';

const STATES = ['active', 'used', 'cancelled', 'expired'] as const;

export class ReservationQuery {
  @ApiPropertyOptional({ type: 'string', enum: STATES })
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];
}

export class ConfigurationValue {
  @ApiProperty({ type: 'string', maxLength: 500 })
  @IsString()
  @MaxLength(500)
  value: string;
}

export class ConfigurationKey {
  @ApiProperty({ example: 'MeterValueSampleInterval' })
  key: string;

  @NullableProperty({ type: 'string' })
  value: string | null;

  @ApiProperty()
  readonly: boolean;

  @ApiProperty({ ...dateTime, description: 'When the station last told it, or took it over.' })
  readAt: string;
}

export class Configuration {
  @ApiProperty({ type: [ConfigurationKey] })
  items: ConfigurationKey[];
}

export class Reservation {
  @ApiProperty()
  stationId: string;

  @ApiProperty({ type: 'integer' })
  reservationId: number;

  @ApiProperty({ type: 'integer', description: '0: any connector.' })
  connectorId: number;

  @ApiProperty()
  idTag: string;

  @NullableProperty({ type: 'string' })
  parentIdTag: string | null;

  @ApiProperty(dateTime)
  expiresAt: string;

  @ApiProperty({ type: 'string', enum: STATES })
  state: (typeof STATES)[number];

  @NullableProperty({ type: 'integer' }, 'The transaction that used it.')
  transactionId: number | null;

  @ApiProperty()
  commandId: string;
}

export class Reservations {
  @ApiProperty({ type: [Reservation] })
  items: Reservation[];
}

export class ChargingProfile {
  @ApiProperty({ type: 'integer' })
  chargingProfileId: number;

  @ApiProperty({ type: 'integer' })
  connectorId: number;

  @ApiProperty({ example: 'TxDefaultProfile' })
  purpose: string;

  @ApiProperty({ type: 'integer' })
  stackLevel: number;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'As it was sent.' })
  profile: object;

  @ApiProperty()
  commandId: string;

  @ApiProperty(dateTime)
  installedAt: string;
}

export class ChargingProfiles {
  @ApiProperty({ type: [ChargingProfile] })
  items: ChargingProfile[];
}

export class LocalList {
  @NullableProperty({ type: 'integer' }, 'Of the last list that the station accepted from us.')
  version: number | null;

  @NullableProperty({ type: 'integer' }, 'Its last answer to GetLocalListVersion, since then.')
  reportedVersion: number | null;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  entries: object[];

  @NullableProperty(dateTime)
  changedAt: string | null;
}

export class InstalledCertificates {
  @ApiProperty({ example: 'CentralSystemRootCertificate' })
  certificateType: string;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  certificates: object[];

  @ApiProperty(dateTime)
  readAt: string;
}

export class InstalledCertificateTypes {
  @ApiProperty({ type: [InstalledCertificates] })
  items: InstalledCertificates[];
}

export function toConfigurationKey({ name, value, readonly, readAt }: ConfigurationKeyEntity): ConfigurationKey {
  return { key: name, value, readonly: readonly === 1, readAt: readAt.toISOString() };
}

export function toReservation(row: ReservationEntity, now: Date): Reservation {
  const { stationId, reservationId, connectorId, idTag, parentIdTag, expiresAt, transactionId, commandId } = row;
  const state = row.state === 'active' && expiresAt <= now ? 'expired' : row.state;
  const place = { stationId, reservationId, connectorId, idTag, parentIdTag };
  return { ...place, expiresAt: expiresAt.toISOString(), state, transactionId, commandId };
}

export function toChargingProfile(row: ChargingProfileEntity): ChargingProfile {
  const { profileId, connectorId, purpose, stackLevel, profile, commandId } = row;
  const installedAt = row.installedAt.toISOString();
  return { chargingProfileId: profileId, connectorId, purpose, stackLevel, profile, commandId, installedAt };
}

export function toLocalList(row: LocalListEntity | null): LocalList {
  if (row === null) return { version: null, reportedVersion: null, entries: [], changedAt: null };
  const { version, reportedVersion, entries, changedAt } = row;
  return { version, reportedVersion, entries, changedAt: changedAt.toISOString() };
}

export function toInstalledCertificates(row: InstalledCertificatesEntity): InstalledCertificates {
  const { certificateType, certificates, readAt } = row;
  return { certificateType, certificates, readAt: readAt.toISOString() };
}
