import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';

/** A visitor's throw-away station and tag. */
@Entity('demo_sessions')
export class DemoSessionEntity {
  @PrimaryColumn(exactText(36))
  id: string;

  @Column(exactText(48))
  stationId: string;

  @Column(exactText(20))
  idTag: string;

  @Column(moment)
  createdAt: Date;

  @Column(moment)
  expiresAt: Date;
}
