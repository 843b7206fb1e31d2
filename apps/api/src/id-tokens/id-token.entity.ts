import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';

export const ID_TOKEN_STATES = ['Accepted', 'Blocked'] as const;
export type IdTokenState = (typeof ID_TOKEN_STATES)[number];

@Entity('id_tokens')
export class IdTokenEntity {
  /** The tag in lower case: an IdToken is a CiString20, whose case carries no meaning (OCPP 1.6 §7.28). */
  @PrimaryColumn(exactText(20))
  idTagKey: string;

  /** The tag as it was written when it was created. */
  @Column(exactText(20))
  idTag: string;

  @Column(exactText(16))
  status: IdTokenState;

  @Column({ ...moment, nullable: true })
  expiresAt: Date | null;

  @Column({ ...exactText(20), nullable: true })
  parentIdTag: string | null;

  /** How many transactions it may run at once; null: any number. */
  @Column({ type: 'int', nullable: true })
  concurrentTransactionLimit: number | null;

  @Column(moment)
  createdAt: Date;

  /** Counts the edits. */
  @Column({ type: 'int', default: 1 })
  version: number;
}

/** The primary key of a tag. */
export const idTagKey = (idTag: string): string => idTag.toLowerCase();
