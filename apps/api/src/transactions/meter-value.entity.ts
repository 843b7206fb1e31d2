import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';

/** One SampledValue (OCPP 1.6 §7.43), with the schema's defaults filled in. */
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

  /** As sent. */
  @Column({ type: 'text' })
  value: string;

  /** The value as a number; null for signed data and for what is no number. */
  @Column({ type: 'double', nullable: true })
  number: number | null;

  /** Hash of what was sent, unique: a resent message adds no second row. */
  @Column(exactText(40))
  fingerprint: string;
}
