// A visitor's throw-away station and tag: created on request, forgotten with everything they did when their time is over.
import { randomInt, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource, InjectRepository } from '@nestjs/typeorm';
import { DataSource, LessThanOrEqual, Repository } from 'typeorm';
import { CommandEntity } from '../commands/command.entity.js';
import { DeviationsService } from '../deviations/deviations.service.js';
import { IdTokenEntity, idTagKey } from '../id-tokens/id-token.entity.js';
import { IdTokensService } from '../id-tokens/id-tokens.service.js';
import { Log } from '../logging/log.js';
import { MessageLog } from '../message-log/message-log.js';
import { MessageEntity } from '../message-log/message.entity.js';
import { Presence } from '../replicas/presence.js';
import { SharedWork } from '../replicas/shared-work.js';
import { stateEntities } from '../station-state/state.entities.js';
import { recordEntities } from '../station-records/record.entities.js';
import { ConnectorEntity } from '../stations/connector.entity.js';
import { StationEntity } from '../stations/station.entity.js';
import { StationsService } from '../stations/stations.service.js';
import { MeterValueEntity } from '../transactions/meter-value.entity.js';
import { OrphanMessageEntity } from '../transactions/orphan-message.entity.js';
import { TransactionEntity } from '../transactions/transaction.entity.js';
import { DemoSessionEntity } from './demo-session.entity.js';

const LIFETIME_MS = 4 * 60 * 60 * 1000;
const CLEANING_INTERVAL_MS = 5 * 60 * 1000;
const CLOSE_EXPIRED = 1008;
/** Crockford's alphabet: nothing that looks like something else. 12 of them are 60 random bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

@Injectable()
export class DemoSessionsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  @Inject(Log) private readonly log: Log;
  @Inject(SharedWork) private readonly sharedWork: SharedWork;
  @Inject(DeviationsService) private readonly deviations: DeviationsService;

  constructor(
    @InjectRepository(DemoSessionEntity) private readonly sessions: Repository<DemoSessionEntity>,
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly stations: StationsService,
    private readonly idTokens: IdTokensService,
    private readonly presence: Presence,
    private readonly messageLog: MessageLog,
  ) {}

  /** @param createdBy subject of the visitor */
  async create(createdBy: string): Promise<DemoSessionEntity> {
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS);
    const session = { id: randomUUID(), stationId: randomName(), idTag: randomName(), createdAt, expiresAt };
    // The session first: whatever is created after it is found again by the cleaning.
    await this.sessions.insert(session);
    await this.stations.create({ id: session.stationId, expiresAt, createdBy });
    await this.idTokens.create({
      idTag: session.idTag,
      status: 'Accepted',
      expiresAt,
      parentIdTag: null,
      concurrentTransactionLimit: null,
      createdAt,
    });
    return session;
  }

  onApplicationBootstrap(): void {
    const clean = (): void => {
      this.sharedWork
        .oncePer(CLEANING_INTERVAL_MS, 'demo-sessions', () => this.deleteExpired(new Date()))
        .catch((error: unknown) => this.log.error({ error }, 'demo sessions were not cleaned'));
    };
    clean();
    this.timer = setInterval(clean, CLEANING_INTERVAL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Returns how many sessions were deleted. */
  async deleteExpired(now: Date): Promise<number> {
    const expired = await this.sessions.findBy({ expiresAt: LessThanOrEqual(now) });
    for (const session of expired) {
      await this.presence.disconnect(session.stationId, CLOSE_EXPIRED, 'The demo session has expired');
      await this.delete(session);
    }
    return expired.length;
  }

  /** The session's own row last: a cleaning that dies half-way is taken up by the next. */
  private async delete({ id, stationId, idTag }: DemoSessionEntity): Promise<void> {
    // What still waits to be logged would come back after the deletion.
    await this.messageLog.flush();
    await this.deviations.forget(stationId);
    const ofStation = [
      MeterValueEntity,
      OrphanMessageEntity,
      CommandEntity,
      TransactionEntity,
      ConnectorEntity,
      ...recordEntities,
      ...stateEntities,
      MessageEntity,
    ];
    for (const entity of ofStation)
      await this.dataSource.getRepository<{ stationId: string }>(entity).delete({ stationId });
    await this.dataSource.getRepository(StationEntity).delete({ id: stationId });
    await this.dataSource.getRepository(IdTokenEntity).delete({ idTagKey: idTagKey(idTag) });
    await this.sessions.delete({ id });
  }
}

/** `DEMO-` and 12 random characters: fits an idTag (20) and a station id. */
function randomName(): string {
  return `DEMO-${Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;
}
