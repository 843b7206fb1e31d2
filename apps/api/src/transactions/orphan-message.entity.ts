import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { exactText, json, moment } from '../database/columns.js';

/** A message that was answered but fits nothing that is stored: kept aside for a person. */
@Entity('orphan_messages')
export class OrphanMessageEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id: number;

  @Column(exactText(48))
  stationId: string;

  @Column(exactText(64))
  action: string;

  @Column(json)
  payload: object;

  /** For a person: why it fits nothing. */
  @Column(exactText(255))
  reason: string;

  @Column(moment)
  receivedAt: Date;
}
