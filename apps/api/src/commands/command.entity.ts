import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, json, moment } from '../database/columns.js';

export const COMMAND_STATES = ['queued', 'sent', 'accepted', 'rejected', 'error', 'timedOut', 'offline'] as const;
export type CommandState = (typeof COMMAND_STATES)[number];

/** Something that the CSMS asks of a station: the row is the command, whatever happens to the process. */
@Entity('commands')
export class CommandEntity {
  @PrimaryColumn(exactText(36))
  id: string;

  @Column(exactText(48))
  stationId: string;

  @Column(exactText(64))
  action: string;

  @Column(json)
  payload: object;

  @Column(exactText(16))
  status: CommandState;

  /** The caller's own key: the same key for the same station is the same command. */
  @Column({ ...exactText(100), nullable: true })
  idempotencyKey: string | null;

  /** The replica that it was given to; null: to none. */
  @Column({ ...exactText(12), nullable: true })
  replicaId: string | null;

  @Column(moment)
  createdAt: Date;

  @Column({ ...moment, nullable: true })
  sentAt: Date | null;

  @Column({ ...moment, nullable: true })
  finishedAt: Date | null;

  /** When it counts as timed out. */
  @Column(moment)
  deadlineAt: Date;

  /** When the answer came, if that was after the deadline: the command stays timed out, the answer is kept. */
  @Column({ ...moment, nullable: true })
  lateAnswerAt: Date | null;

  /** The station's CALLRESULT payload. */
  @Column({ ...json, nullable: true })
  result: object | null;

  /** The station's CALLERROR, or what kept the command from being answered. */
  @Column({ ...json, nullable: true })
  error: CommandError | null;
}

export interface CommandError {
  code: string;
  description: string;
  details?: object | null;
}
