import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';

/** One frame between a station and us, as it was on the wire; a CALL with its answer, where nothing came between them. */
@Entity('messages')
export class MessageEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id: number;

  @Column(exactText(48))
  stationId: string;

  /** `in`: from the station. The answer goes the other way. */
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

  @Column({ ...exactText(16), nullable: true })
  answerType: 'callResult' | 'callError' | null;

  @Column({ type: 'text', nullable: true })
  answerText: string | null;

  @Column({ type: 'int', nullable: true })
  answerSizeBytes: number | null;

  @Column({ ...moment, nullable: true })
  answeredAt: Date | null;
}
