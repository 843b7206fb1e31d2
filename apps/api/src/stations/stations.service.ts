import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, MoreThan, Repository } from 'typeorm';
import { isUniqueViolation } from '../database/unique-violation.js';
import { ConnectorEntity } from './connector.entity.js';
import { StationEntity } from './station.entity.js';

export type Boot = Pick<
  StationEntity,
  'vendor' | 'model' | 'serialNumber' | 'firmwareVersion' | 'lastBootAt' | 'lastSeenAt'
>;

@Injectable()
export class StationsService {
  constructor(
    @InjectRepository(StationEntity) private readonly stations: Repository<StationEntity>,
    @InjectRepository(ConnectorEntity) private readonly connectors: Repository<ConnectorEntity>,
  ) {}

  exists(id: string): Promise<boolean> {
    return this.stations.existsBy({ id });
  }

  /** Creates a station; one that exists stays as it is. */
  async create(id: string, expiresAt: Date | null): Promise<void> {
    try {
      await this.stations.insert({ id, createdAt: new Date(), expiresAt });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
    }
  }

  async recordConnected(id: string, subprotocol: string, lastSeenAt: Date): Promise<void> {
    await this.stations.update({ id }, { ocppVersion: subprotocol.replace(/^ocpp/, ''), lastSeenAt });
  }

  async recordSeen(id: string, lastSeenAt: Date): Promise<void> {
    await this.stations.update({ id }, { lastSeenAt });
  }

  async recordBoot(id: string, boot: Boot): Promise<void> {
    await this.stations.update({ id }, boot);
  }

  async recordStatus(status: ConnectorEntity): Promise<void> {
    await this.connectors
      .createQueryBuilder()
      .insert()
      .values(status)
      .orUpdate(
        ['status', 'error_code', 'info', 'vendor_id', 'vendor_error_code', 'status_at', 'received_at'],
        ['station_id', 'connector_id'],
      )
      .updateEntity(false)
      .execute();
  }

  find(id: string): Promise<StationEntity | null> {
    return this.stations.findOneBy({ id });
  }

  /** In the order of their ids, after `afterId`. */
  list(afterId: string | undefined, limit: number): Promise<StationEntity[]> {
    return this.stations.find({
      where: afterId === undefined ? {} : { id: MoreThan(afterId) },
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
