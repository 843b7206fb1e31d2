import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';

/** The last status of a connector; connector 0 is the station itself (OCPP 1.6 §4.9). */
@Entity('connectors')
export class ConnectorEntity {
  @PrimaryColumn(exactText(48))
  stationId: string;

  @PrimaryColumn({ type: 'int' })
  connectorId: number;

  @Column(exactText(32))
  status: string;

  @Column(exactText(32))
  errorCode: string;

  @Column({ ...exactText(64), nullable: true })
  info: string | null;

  @Column({ ...exactText(255), nullable: true })
  vendorId: string | null;

  @Column({ ...exactText(64), nullable: true })
  vendorErrorCode: string | null;

  /** The station's own time of the status, where it sent one. */
  @Column({ ...moment, nullable: true })
  statusAt: Date | null;

  @Column(moment)
  receivedAt: Date;
}
