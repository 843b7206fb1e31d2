// API keys: `csk_<id>_<secret>`. The prefix lets scanners of source code recognise a leaked one.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { ApiKeyEntity } from './api-key.entity.js';
import type { Principal, Role } from './principal.js';

const KEY = /^csk_([0-9a-f]{16})_[\w-]{43}$/;

@Injectable()
export class ApiKeysService {
  constructor(
    @InjectRepository(ApiKeyEntity) private readonly rows: Repository<ApiKeyEntity>,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** The key itself is in the answer, and nowhere else. */
  async create(name: string, role: Role, expiresAt: Date | null): Promise<{ key: string; row: ApiKeyEntity }> {
    const id = randomBytes(8).toString('hex');
    const key = `csk_${id}_${randomBytes(32).toString('base64url')}`;
    const secretHash = sha256(key).toString('hex');
    const row = { id, name, role, secretHash, createdAt: new Date(), expiresAt, revokedAt: null };
    await this.rows.insert(row);
    return { key, row };
  }

  list(): Promise<ApiKeyEntity[]> {
    return this.rows.find({ order: { createdAt: 'DESC', id: 'DESC' }, take: 1000 });
  }

  /** From now on it is refused. Whether there was such a key that was not revoked yet. */
  async revoke(id: string): Promise<boolean> {
    const { affected } = await this.rows.update({ id, revokedAt: IsNull() }, { revokedAt: new Date() });
    return affected === 1;
  }

  /** Whose key it is, or null. */
  async verify(key: string, now: Date): Promise<Principal | null> {
    const { rootApiKey } = this.environment.auth;
    if (rootApiKey !== null && timingSafeEqual(sha256(key), sha256(rootApiKey))) {
      return { name: 'root', subject: 'root', role: 'admin' };
    }
    const id = KEY.exec(key)?.[1];
    const row = id === undefined ? null : await this.rows.findOneBy({ id, revokedAt: IsNull() });
    if (row === null || (row.expiresAt !== null && row.expiresAt <= now)) return null;
    if (!timingSafeEqual(sha256(key), Buffer.from(row.secretHash, 'hex'))) return null;
    return { name: `api-key ${row.name}`, subject: `api-key:${row.id}`, role: row.role };
  }
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
