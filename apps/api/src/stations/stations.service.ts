import { Injectable } from '@nestjs/common';
import { InjectDataSource, InjectRepository } from '@nestjs/typeorm';
import { DataSource, In, Repository } from 'typeorm';
import { BatchedReads } from '../database/batched-reads.js';
import { BatchedWrites } from '../database/batched-writes.js';
import { rowsByKey } from '../database/rows-by-key.js';
import { runInTransaction } from '../database/run-in-transaction.js';
import type { StatementScript } from '../database/run-in-transaction.js';
import { isUniqueViolation } from '../database/unique-violation.js';
import type { StationCertificate } from '../station-certificates/station-certificate.js';
import { stateEntities } from '../station-state/state.entities.js';
import { ConnectorEntity } from './connector.entity.js';
import { StationEntity } from './station.entity.js';
import type { Registration } from './station.entity.js';
import { boots, connections, connectorStatuses, sightings } from './station-writes.js';

export type Boot = Pick<
  StationEntity,
  'vendor' | 'model' | 'serialNumber' | 'firmwareVersion' | 'lastBootAt' | 'lastSeenAt'
>;

export type NewStation = Pick<StationEntity, 'id'> &
  Partial<Pick<StationEntity, 'expiresAt' | 'createdBy'>> &
  Omit<StationChanges, 'secretHash'>;
export type StationChanges = Partial<
  Pick<
    StationEntity,
    'name' | 'registration' | 'secretHash' | 'minSecurityProfile' | 'certificateCommonName' | 'certificateFingerprint'
  >
>;

/** Which stations are listed. */
export interface StationFilter {
  registration?: Registration | undefined;
  idPrefix?: string | undefined;
  /** In it, whatever the case. */
  name?: string | undefined;
  createdBy?: string | undefined;
}

/** What is known when a station has connected. */
export interface Connected {
  subprotocol: string;
  connectedAt: Date;
  securityProfile: number | null;
  address: string | null;
}

@Injectable()
export class StationsService {
  private readonly registrations = new BatchedReads(
    (ids: string[]) => rowsByKey(this.stations, 'id', ids, ['id', 'registration']),
    ({ id }) => id,
  );

  constructor(
    @InjectRepository(StationEntity) private readonly stations: Repository<StationEntity>,
    @InjectRepository(ConnectorEntity) private readonly connectors: Repository<ConnectorEntity>,
    private readonly writes: BatchedWrites,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  exists(id: string): Promise<boolean> {
    return this.stations.existsBy({ id });
  }

  /** Which of these there are. */
  async existing(ids: string[]): Promise<Set<string>> {
    const rows = await this.stations.find({ select: { id: true }, where: { id: In(ids) } });
    return new Set(rows.map(({ id }) => id));
  }

  /** Creates a station; one that exists stays as it is. */
  async create(station: NewStation): Promise<'created' | 'existed'> {
    try {
      await this.stations.insert({ ...station, createdAt: new Date() });
      return 'created';
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      return 'existed';
    }
  }

  /** Edits a station, if it still has this version where one is given. Whether it was edited. */
  async edit(id: string, changes: StationChanges, version?: number): Promise<boolean> {
    const { affected } = await this.stations.update(
      { id, ...(version === undefined ? {} : { version }) },
      { ...changes, version: () => 'version + 1' },
    );
    return affected === 1;
  }

  /**
   * Deletes a station with its connectors and all that it is known to hold; what it charged and said stays on record.
   * Whether there was one of this version.
   */
  async delete(id: string, version?: number): Promise<boolean> {
    const [wasThere] = await runInTransaction(this.dataSource, [() => this.deletion(id, version)]);
    return wasThere === true;
  }

  private *deletion(id: string, version?: number): StatementScript<boolean> {
    const ofVersion =
      version === undefined ? { sql: '', parameters: [] } : { sql: ' AND version = ?', parameters: [version] };
    const deleted = yield {
      sql: `DELETE FROM ${this.stations.metadata.tableName} WHERE id = ?${ofVersion.sql} RETURNING id`,
      parameters: [id, ...ofVersion.parameters],
      returns: true,
    };
    if (deleted.length === 0) return false;
    for (const entity of [ConnectorEntity, ...stateEntities]) {
      const { tableName } = this.dataSource.getMetadata(entity);
      yield { sql: `DELETE FROM ${tableName} WHERE station_id = ?`, parameters: [id] };
    }
    return true;
  }

  /** A station that was deleted while it is connected is not accepted. */
  async registrationOf(id: string): Promise<Registration> {
    return (await this.registrations.find(id))?.registration ?? 'Rejected';
  }

  async recordConnected(id: string, { subprotocol, connectedAt, securityProfile, address }: Connected): Promise<void> {
    await this.writes.write(connections, {
      id,
      ocppVersion: subprotocol.replace(/^ocpp/, ''),
      lastSeenAt: connectedAt,
      lastConnectedAt: connectedAt,
      securityProfile,
      lastAddress: address,
    });
  }

  /** Stores a certificate that is another than before: a station that comes back with the same costs no write. */
  async recordCertificate(id: string, certificate: StationCertificate): Promise<void> {
    const stored = await this.stations.findOne({ select: { id: true, certificate: true }, where: { id } });
    if (stored?.certificate?.fingerprint === certificate.fingerprint) return;
    await this.stations.update({ id }, { certificate });
  }

  async recordSeen(id: string, lastSeenAt: Date): Promise<void> {
    await this.writes.write(sightings, { id, lastSeenAt });
  }

  async recordBoot(id: string, boot: Boot): Promise<void> {
    await this.writes.write(boots, { id, ...boot });
  }

  async recordStatus(status: ConnectorEntity): Promise<void> {
    await this.writes.write(connectorStatuses, status);
  }

  find(id: string): Promise<StationEntity | null> {
    return this.stations.findOneBy({ id });
  }

  /** In the order of their ids, after `afterId`. */
  list(afterId: string | undefined, limit: number, filter: StationFilter = {}): Promise<StationEntity[]> {
    const { registration, idPrefix, name, createdBy } = filter;
    const query = this.stations.createQueryBuilder('station').orderBy('station.id', 'ASC').take(limit);
    if (afterId !== undefined) query.andWhere('station.id > :afterId', { afterId });
    if (registration !== undefined) query.andWhere('station.registration = :registration', { registration });
    if (createdBy !== undefined) query.andWhere('station.createdBy = :createdBy', { createdBy });
    if (idPrefix !== undefined) {
      // Ids compare byte by byte: what begins with the prefix lies between it and the greatest that does.
      query.andWhere('station.id >= :idPrefix AND station.id < :end', { idPrefix, end: `${idPrefix}\u{10ffff}` });
    }
    if (name !== undefined) {
      query.andWhere("LOWER(station.name) LIKE :name ESCAPE '!'", { name: `%${escapeLike(name.toLowerCase())}%` });
    }
    return query.getMany();
  }

  /** The connectors of several stations, each station's in ascending order. */
  async connectorsOf(stationIds: string[]): Promise<Map<string, ConnectorEntity[]>> {
    const byStation = new Map<string, ConnectorEntity[]>(stationIds.map((id) => [id, []]));
    if (stationIds.length === 0) return byStation;
    const rows = await this.connectors.find({ where: { stationId: In(stationIds) }, order: { connectorId: 'ASC' } });
    for (const row of rows) byStation.get(row.stationId)?.push(row);
    return byStation;
  }
}

const escapeLike = (text: string): string => text.replaceAll(/[!%_]/g, '!$&');
