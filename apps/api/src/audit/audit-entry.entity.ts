import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { exactText, json, moment } from '../database/columns.js';

/** What a person changed by hand that no station reported. */
@Entity('audit_entries')
export class AuditEntryEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id: number;

  /** Who did it; `anonymous` where the API runs without auth. */
  @Column(exactText(100))
  actor: string;

  @Column(exactText(64))
  action: string;

  /** What it was done to. */
  @Column(exactText(100))
  subject: string;

  @Column(json)
  detail: object;

  @Column(moment)
  receivedAt: Date;
}
