import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';

/** One frame between a station and us, as it was on the wire. */
@Entity('messages')
export class MessageEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id: number;

  @Column(exactText(48))
  stationId: string;

  /** `in`: from the station. */
  @Column(exactText(3))
  direction: 'in' | 'out';

  @Column(exactText(16))
  type: 'call' | 'callResult' | 'callError' | 'malformed';

  @Column({ ...exactText(64), nullable: true })
  messageId: string | null;

  @Column({ ...exactText(64), nullable: true })
  action: string | null;

  /** The frame, cut off where it is very long. */
  @Column({ type: 'text' })
  text: string;

  /** Of the whole frame. */
  @Column({ type: 'int' })
  sizeBytes: number;

  @Column(moment)
  receivedAt: Date;
}
