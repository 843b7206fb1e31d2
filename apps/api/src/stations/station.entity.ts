import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';

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

  /** Counts the edits by people; what the station itself reports is none. */
  @Column({ type: 'int', default: 1 })
  version: number;
}
