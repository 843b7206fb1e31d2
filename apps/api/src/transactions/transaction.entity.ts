import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';

/**
 * One StartTransaction and, when it came, its StopTransaction. A start resent under another message id is the same row:
 * station, connector, tag, meter and time are a unique key together.
 */
@Entity('transactions')
export class TransactionEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id: number;

  @Column(exactText(48))
  stationId: string;

  @Column({ type: 'int' })
  connectorId: number;

  @Column(exactText(20))
  idTag: string;

  /** The tag in lower case, see IdTokenEntity. */
  @Column({ ...exactText(20), default: '' })
  idTagKey: string;

  /** What the station was told about the tag at the start: Accepted, Blocked, Expired, Invalid or ConcurrentTx. */
  @Column(exactText(16))
  idTagStatus: string;

  @Column({ type: 'double' })
  meterStartWh: number;

  /** The station's clock. */
  @Column(moment)
  startedAt: Date;

  @Column(moment)
  startReceivedAt: Date;

  @Column({ type: 'int', nullable: true })
  reservationId: number | null;

  /** Newest reading of the energy register while the transaction runs, where it is no longer among its meter values. */
  @Column({ type: 'double', nullable: true })
  latestMeterWh: number | null;

  /** Of the releases before migration 0014, which write it as long as replicas of theirs run. */
  @Column({ ...moment, nullable: true })
  latestMeterAt: Date | null;

  @Column({ type: 'double', nullable: true })
  meterStopWh: number | null;

  /** The station's clock. */
  @Column({ ...moment, nullable: true })
  stoppedAt: Date | null;

  @Column({ ...moment, nullable: true })
  stopReceivedAt: Date | null;

  /** When a person closed it; the station's own stop, should it still come, replaces that. */
  @Column({ ...moment, nullable: true })
  closedByHandAt: Date | null;

  @Column({ ...exactText(32), nullable: true })
  stopReason: string | null;

  @Column({ ...exactText(20), nullable: true })
  stopIdTag: string | null;
}
