import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';

/**
 * What a station measured at one moment (MeterValue, OCPP 1.6 §7.36). Rows from before migration 0014 have no `samples`: each is
 * one sample, in columns that stay empty since. `samplesIn` reads both.
 */
@Entity('meter_values')
export class MeterValueEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id: number;

  @Column(exactText(48))
  stationId: string;

  @Column({ type: 'int' })
  connectorId: number;

  /** Null where the station named no transaction, or one that is not its own. */
  @Column({ type: 'int', nullable: true })
  transactionId: number | null;

  /** The station's clock. */
  @Column(moment)
  sampledAt: Date;

  @Column(moment)
  receivedAt: Date;

  /** JSON, see `samplesText`. */
  @Column({ type: 'text', nullable: true })
  samples: string | null;

  /** The reading of the total energy register that is among the samples. */
  @Column({ type: 'double', nullable: true })
  energyWh: number | null;

  /** Hash of the message, and behind it the place of the first sample in it. Unique: a resent message adds nothing. */
  @Column(exactText(40))
  fingerprint: string;

  @Column(exactText(100))
  measurand: string;

  @Column({ ...exactText(32), nullable: true })
  phase: string | null;

  @Column(exactText(32))
  location: string;

  @Column(exactText(32))
  context: string;

  @Column({ ...exactText(32), nullable: true })
  unit: string | null;

  @Column(exactText(16))
  format: string;

  @Column({ type: 'text' })
  value: string;

  @Column({ type: 'double', nullable: true })
  number: number | null;
}

/** The columns of one sample, where all samples of a moment share the row. */
export const NO_SAMPLE = {
  measurand: '',
  phase: null,
  location: '',
  context: '',
  unit: null,
  format: '',
  value: '',
  number: null,
} as const;
