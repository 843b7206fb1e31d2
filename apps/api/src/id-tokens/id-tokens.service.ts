import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { And, LessThan, MoreThan, MoreThanOrEqual, Repository } from 'typeorm';
import { BatchedReads } from '../database/batched-reads.js';
import { rowsByKey } from '../database/rows-by-key.js';
import type { IdTokenFilter } from './id-token.dto.js';
import { IdTokenEntity, idTagKey } from './id-token.entity.js';

/** IdTagInfo of OCPP 1.6 §7.27. */
export interface IdTagInfo {
  status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
  expiryDate?: string;
  parentIdTag?: string;
}

export interface Verdict {
  info: IdTagInfo;
  /** How many transactions the tag may run at once; null: any number. */
  concurrentTransactionLimit: number | null;
}

export type NewIdToken = Omit<IdTokenEntity, 'idTagKey' | 'version'>;

const INVALID: Verdict = { info: { status: 'Invalid' }, concurrentTransactionLimit: null };

@Injectable()
export class IdTokensService {
  private readonly tokens = new BatchedReads(
    (keys: string[]) => rowsByKey(this.rows, 'idTagKey', keys),
    (row) => row.idTagKey,
  );

  constructor(@InjectRepository(IdTokenEntity) private readonly rows: Repository<IdTokenEntity>) {}

  /**
   * What a station is told about a tag at this moment. The parent tag is the group (OCPP 1.6 §3.5): where it is a token
   * itself, its being blocked or expired holds for every tag of the group.
   */
  async judge(idTag: string, now: Date): Promise<Verdict> {
    const token = await this.find(idTag);
    if (token === null) return INVALID;
    const { parentIdTag, concurrentTransactionLimit } = token;
    const group = parentIdTag === null ? null : await this.find(parentIdTag);
    const states = [token, ...(group === null ? [] : [group])].map((each) => stateOf(each, now));
    const status = states.find((state) => state !== 'Accepted') ?? 'Accepted';
    const ends = [token.expiresAt, group?.expiresAt ?? null].filter((end) => end !== null);
    const earliest = ends.length === 0 ? null : new Date(Math.min(...ends.map(Number)));
    return {
      info: {
        status,
        ...(earliest === null ? {} : { expiryDate: earliest.toISOString() }),
        ...(parentIdTag === null ? {} : { parentIdTag }),
      },
      concurrentTransactionLimit,
    };
  }

  find(idTag: string): Promise<IdTokenEntity | null> {
    return this.tokens.find(idTagKey(idTag));
  }

  /** In the order of their keys, after the key of `afterTag`; those of one group where `parentIdTag` names it. */
  list(afterTag: string | undefined, limit: number, filter: IdTokenFilter = {}): Promise<IdTokenEntity[]> {
    const { parentIdTag, idTagPrefix: prefix } = filter;
    const bounds = [
      ...(afterTag === undefined ? [] : [MoreThan(idTagKey(afterTag))]),
      // Tags are ASCII: what begins with the prefix lies between it and the first that is beyond ASCII.
      ...(prefix === undefined ? [] : [MoreThanOrEqual(idTagKey(prefix)), LessThan(`${idTagKey(prefix)}\x7f`)]),
    ];
    return this.rows.find({
      where: {
        ...(bounds.length === 0 ? {} : { idTagKey: And(...bounds) }),
        ...(parentIdTag === undefined ? {} : { parentIdTag }),
      },
      order: { idTagKey: 'ASC' },
      take: limit,
    });
  }

  /** Stores a new tag. Fails on the unique key when it exists. */
  async create(token: NewIdToken): Promise<IdTokenEntity> {
    const row = { ...token, idTagKey: idTagKey(token.idTag), version: 1 };
    await this.rows.insert(row);
    return row;
  }

  /** Creates or replaces; the time of creation stays. */
  async put(token: NewIdToken): Promise<IdTokenEntity> {
    const key = idTagKey(token.idTag);
    const { createdAt: _kept, ...edited } = token;
    const { affected } = await this.rows.update({ idTagKey: key }, { ...edited, version: () => 'version + 1' });
    if (affected === 0) {
      await this.rows
        .createQueryBuilder()
        .insert()
        .values({ ...token, idTagKey: key })
        .orUpdate(['id_tag', 'status', 'expires_at', 'parent_id_tag', 'concurrent_transaction_limit'], ['id_tag_key'])
        .updateEntity(false)
        .execute();
    }
    return this.rows.findOneByOrFail({ idTagKey: key });
  }

  /** Replaces the token if it still has this version; null when it has not, or is gone. */
  async replace(token: NewIdToken, version: number): Promise<IdTokenEntity | null> {
    const key = idTagKey(token.idTag);
    const { createdAt: _kept, ...edited } = token;
    const { affected } = await this.rows.update({ idTagKey: key, version }, { ...edited, version: version + 1 });
    return affected === 0 ? null : this.find(token.idTag);
  }

  /** Whether there was such a tag, of this version where one is given. */
  async delete(idTag: string, version?: number): Promise<boolean> {
    const { affected } = await this.rows.delete({
      idTagKey: idTagKey(idTag),
      ...(version === undefined ? {} : { version }),
    });
    return (affected ?? 0) > 0;
  }
}

function stateOf({ status, expiresAt }: IdTokenEntity, now: Date): 'Accepted' | 'Blocked' | 'Expired' {
  return status === 'Accepted' && expiresAt !== null && expiresAt <= now ? 'Expired' : status;
}
