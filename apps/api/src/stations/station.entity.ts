import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, json, moment } from '../database/columns.js';
import type { StationCertificate } from '../station-certificates/station-certificate.js';

/** What a station is told at BootNotification (OCPP 1.6 §7.45). */
export const REGISTRATIONS = ['Accepted', 'Pending', 'Rejected'] as const;
export type Registration = (typeof REGISTRATIONS)[number];

/** A charging station that may connect, or has connected. Whether it is connected now is the registry's to say. */
@Entity('stations')
export class StationEntity {
  /** The identity in the OCPP URL (OCPP-J 1.6 §3.1.1). */
  @PrimaryColumn(exactText(48))
  id: string;

  /** For people. */
  @Column({ ...exactText(100), nullable: true })
  name: string | null;

  @Column({ ...exactText(16), default: 'Accepted' })
  registration: Registration;

  @Column({ ...exactText(64), nullable: true })
  vendor: string | null;

  @Column({ ...exactText(64), nullable: true })
  model: string | null;

  @Column({ ...exactText(64), nullable: true })
  serialNumber: string | null;

  @Column({ ...exactText(64), nullable: true })
  firmwareVersion: string | null;

  @Column({ ...exactText(16), nullable: true })
  ocppVersion: string | null;

  @Column({ ...moment, nullable: true })
  lastBootAt: Date | null;

  /** Last time that something arrived, as far as it is stored: a live connection knows better. */
  @Column({ ...moment, nullable: true })
  lastSeenAt: Date | null;

  @Column(moment)
  createdAt: Date;

  /** Set on a throw-away station: when it may be deleted. */
  @Column({ ...moment, nullable: true })
  expiresAt: Date | null;

  /** Of the password of its HTTP Basic authentication; null: it has none. */
  @Column({ ...exactText(255), nullable: true })
  secretHash: string | null;

  /** The security profile that it has to reach, where the server does not ask for more (security whitepaper §3). */
  @Column({ type: 'int', default: 0 })
  minSecurityProfile: number;

  /** What its client certificate has to name; null: its identity. */
  @Column({ ...exactText(64), nullable: true })
  certificateCommonName: string | null;

  /** SHA-256 of the only client certificate that counts; null: any with its name. */
  @Column({ ...exactText(64), nullable: true })
  certificateFingerprint: string | null;

  /** The client certificate that it last connected with. */
  @Column({ ...json, nullable: true })
  certificate: StationCertificate | null;

  /** What its last connection reached. */
  @Column({ type: 'int', nullable: true })
  securityProfile: number | null;

  @Column({ ...moment, nullable: true })
  lastConnectedAt: Date | null;

  /** Where its last connection came from, as far as trusted proxies say. */
  @Column({ ...exactText(64), nullable: true })
  lastAddress: string | null;

  /** Subject of who created it; null: the station itself, by connecting. */
  @Column({ ...exactText(300), nullable: true })
  createdBy: string | null;

  /** Counts the edits by people; what the station itself reports is none. */
  @Column({ type: 'int', default: 1 })
  version: number;
}
