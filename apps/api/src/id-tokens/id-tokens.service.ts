import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { IdTokenEntity, idTagKey } from './id-token.entity.js';

/** IdTagInfo of OCPP 1.6 §7.27. */
export interface IdTagInfo {
  status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid';
  expiryDate?: string;
  parentIdTag?: string;
}

@Injectable()
export class IdTokensService {
  constructor(@InjectRepository(IdTokenEntity) private readonly rows: Repository<IdTokenEntity>) {}

  /** What a station is told about a tag at this moment. */
  async judge(idTag: string, now: Date): Promise<IdTagInfo> {
    const token = await this.find(idTag);
    if (token === null) return { status: 'Invalid' };
    const expired = token.expiresAt !== null && token.expiresAt <= now;
    return {
      status: token.status === 'Accepted' && expired ? 'Expired' : token.status,
      ...(token.expiresAt === null ? {} : { expiryDate: token.expiresAt.toISOString() }),
      ...(token.parentIdTag === null ? {} : { parentIdTag: token.parentIdTag }),
    };
  }

  find(idTag: string): Promise<IdTokenEntity | null> {
    return this.rows.findOneBy({ idTagKey: idTagKey(idTag) });
  }

  /** In the order of their keys, after the key of `afterTag`. */
  list(afterTag: string | undefined, limit: number): Promise<IdTokenEntity[]> {
    return this.rows.find({
      where: afterTag === undefined ? {} : { idTagKey: MoreThan(idTagKey(afterTag)) },
      order: { idTagKey: 'ASC' },
      take: limit,
    });
  }

  /** Stores a new tag. Fails on the unique key when it exists. */
  async create(token: Omit<IdTokenEntity, 'idTagKey'>): Promise<void> {
    await this.rows.insert({ ...token, idTagKey: idTagKey(token.idTag) });
  }

  /** Creates or replaces; the time of creation stays. */
  async put(token: Omit<IdTokenEntity, 'idTagKey'>): Promise<IdTokenEntity> {
    const key = idTagKey(token.idTag);
    await this.rows
      .createQueryBuilder()
      .insert()
      .values({ ...token, idTagKey: key })
      .orUpdate(['id_tag', 'status', 'expires_at', 'parent_id_tag'], ['id_tag_key'])
      .updateEntity(false)
      .execute();
    return this.rows.findOneByOrFail({ idTagKey: key });
  }

  /** Whether there was such a tag. */
  async delete(idTag: string): Promise<boolean> {
    const { affected } = await this.rows.delete({ idTagKey: idTagKey(idTag) });
    return (affected ?? 0) > 0;
  }
}
