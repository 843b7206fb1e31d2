import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { And, In, LessThan, MoreThan, MoreThanOrEqual, Repository } from 'typeorm';
import { BatchedReads } from '../database/batched-reads.js';
import { BatchedWrites } from '../database/batched-writes.js';
import { isUniqueViolation } from '../database/unique-violation.js';
import { ConnectorEntity } from './connector.entity.js';
import { StationEntity } from './station.entity.js';
import type { Registration } from './station.entity.js';
import { boots, connections, connectorStatuses, sightings } from './station-writes.js';

export type Boot = Pick<
  StationEntity,
  'vendor' | 'model' | 'serialNumber' | 'firmwareVersion' | 'lastBootAt' | 'lastSeenAt'
>;

export type NewStation = Pick<StationEntity, 'id'> &
  Partial<Pick<StationEntity, 'name' | 'registration' | 'expiresAt'>>;
export type StationChanges = Partial<Pick<StationEntity, 'name' | 'registration' | 'secretHash'>>;

/** Which stations are listed. */
export interface StationFilter {
  registration?: Registration;
  idPrefix?: string;
}

@Injectable()
export class StationsService {
  private readonly registrations = new BatchedReads(
    (ids: string[]) => this.stations.find({ select: { id: true, registration: true }, where: { id: In(ids) } }),
    ({ id }) => id,
  );

  constructor(
    @InjectRepository(StationEntity) private readonly stations: Repository<StationEntity>,
    @InjectRepository(ConnectorEntity) private readonly connectors: Repository<ConnectorEntity>,
    private readonly writes: BatchedWrites,
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

  /** Deletes a station with its connectors; what it charged stays on record. Whether there was one of this version. */
  async delete(id: string, version?: number): Promise<boolean> {
    const { affected } = await this.stations.delete({ id, ...(version === undefined ? {} : { version }) });
    if (affected !== 1) return false;
    await this.connectors.delete({ stationId: id });
    return true;
  }

  /** A station that was deleted while it is connected is not accepted. */
  async registrationOf(id: string): Promise<Registration> {
    return (await this.registrations.find(id))?.registration ?? 'Rejected';
  }

  async recordConnected(id: string, subprotocol: string, lastSeenAt: Date): Promise<void> {
    await this.writes.write(connections, { id, ocppVersion: subprotocol.replace(/^ocpp/, ''), lastSeenAt });
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
  list(
    afterId: string | undefined,
    limit: number,
    { registration, idPrefix = '' }: StationFilter = {},
  ): Promise<StationEntity[]> {
    // Ids compare byte by byte: what begins with the prefix lies between it and the greatest that does.
    const bounds = idPrefix === '' ? [] : [MoreThanOrEqual(idPrefix), LessThan(`${idPrefix}\u{10ffff}`)];
    const after = afterId === undefined ? [] : [MoreThan(afterId)];
    return this.stations.find({
      where: {
        ...(bounds.length + after.length === 0 ? {} : { id: And(...bounds, ...after) }),
        ...(registration === undefined ? {} : { registration }),
      },
      order: { id: 'ASC' },
      take: limit,
    });
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
