import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';

/** Tolerated: served all the same. Refused: answered with a CALLERROR. */
export const DEVIATION_OUTCOMES = ['tolerated', 'refused'] as const;

/** One way in which a station's messages are not as the standard has them, however often it happens. */
@Entity('deviations')
export class DeviationEntity {
  @PrimaryColumn(exactText(48))
  stationId: string;

  /** Hash of action, path, problem and what it was about. */
  @PrimaryColumn(exactText(40))
  fingerprint: string;

  @Column(exactText(64))
  action: string;

  /** Of the field in the payload; `*` stands for each item of a list. */
  @Column(exactText(255))
  path: string;

  @Column(exactText(255))
  problem: string;

  @Column(exactText(16))
  outcome: (typeof DEVIATION_OUTCOMES)[number];

  /** The value of the field, as JSON, when it was last seen. */
  @Column({ type: 'text' })
  example: string;

  @Column({ type: 'int' })
  count: number;

  @Column(moment)
  firstAt: Date;

  @Column(moment)
  lastAt: Date;
}
