// What a station holds, as far as its answers to our commands say: the station itself is the authority.
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, json, moment } from '../database/columns.js';

/** A configuration key as it was last read (GetConfiguration) or set (ChangeConfiguration). */
@Entity('configuration_keys')
export class ConfigurationKeyEntity {
  @PrimaryColumn(exactText(48))
  stationId: string;

  @PrimaryColumn(exactText(50))
  name: string;

  @Column({ type: 'text', nullable: true })
  value: string | null;

  /** 0 or 1. */
  @Column({ type: 'int' })
  readonly: number;

  @Column(moment)
  readAt: Date;
}

export const RESERVATION_STATES = ['active', 'used', 'cancelled'] as const;

/** A reservation that the station accepted. */
@Entity('reservations')
export class ReservationEntity {
  @PrimaryColumn(exactText(48))
  stationId: string;

  @PrimaryColumn({ type: 'int' })
  reservationId: number;

  @Column({ type: 'int' })
  connectorId: number;

  @Column(exactText(20))
  idTag: string;

  @Column({ ...exactText(20), nullable: true })
  parentIdTag: string | null;

  @Column(moment)
  expiresAt: Date;

  @Column(exactText(16))
  state: (typeof RESERVATION_STATES)[number];

  /** The transaction that used it. */
  @Column({ type: 'int', nullable: true })
  transactionId: number | null;

  @Column(exactText(36))
  commandId: string;

  @Column(moment)
  changedAt: Date;
}

/** A charging profile that the station accepted and was not asked to clear. */
@Entity('charging_profiles')
export class ChargingProfileEntity {
  @PrimaryColumn(exactText(48))
  stationId: string;

  @PrimaryColumn({ type: 'int' })
  profileId: number;

  @Column({ type: 'int' })
  connectorId: number;

  @Column(exactText(32))
  purpose: string;

  @Column({ type: 'int' })
  stackLevel: number;

  /** As it was sent. */
  @Column(json)
  profile: object;

  @Column(exactText(36))
  commandId: string;

  @Column(moment)
  installedAt: Date;
}

/** The station's local authorization list. */
@Entity('local_lists')
export class LocalListEntity {
  @PrimaryColumn(exactText(48))
  stationId: string;

  /** Of the last list that it accepted. */
  @Column({ type: 'int', nullable: true })
  version: number | null;

  /** Its last answer to GetLocalListVersion. */
  @Column({ type: 'int', nullable: true })
  reportedVersion: number | null;

  @Column(json)
  entries: object[];

  @Column(moment)
  changedAt: Date;
}

/** Its last answer to GetInstalledCertificateIds, for one type of certificates. */
@Entity('installed_certificates')
export class InstalledCertificatesEntity {
  @PrimaryColumn(exactText(48))
  stationId: string;

  @PrimaryColumn(exactText(64))
  certificateType: string;

  @Column(json)
  certificates: object[];

  @Column(moment)
  readAt: Date;
}

export const stateEntities = [
  ConfigurationKeyEntity,
  ReservationEntity,
  ChargingProfileEntity,
  LocalListEntity,
  InstalledCertificatesEntity,
];
