import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exactText, moment } from '../database/columns.js';
import type { Role } from './principal.js';

@Entity('api_keys')
export class ApiKeyEntity {
  /** The part of the key that is no secret. */
  @PrimaryColumn(exactText(16))
  id: string;

  @Column(exactText(80))
  name: string;

  @Column(exactText(16))
  role: Role;

  /** SHA-256 of the whole key: 256 random bits need no slow hash. */
  @Column(exactText(64))
  secretHash: string;

  @Column(moment)
  createdAt: Date;

  @Column({ ...moment, nullable: true })
  expiresAt: Date | null;

  @Column({ ...moment, nullable: true })
  revokedAt: Date | null;
}
