// How what stations say of themselves becomes statements for many of them.
import type { WriteKind } from '../database/batched-writes.js';
import { insertStatements, updateStatements } from '../database/bulk-statements.js';
import type { StatementScript } from '../database/run-in-transaction.js';
import { ConnectorEntity } from './connector.entity.js';
import { StationEntity } from './station.entity.js';

type Named = { id: string };

/** Sets these properties of stations that exist; of several rows of one station the last counts. */
function stationUpdate<Row extends Named>(name: string, order: number, set: (keyof Row & string)[]): WriteKind<Row> {
  return {
    name,
    order,
    *script(rows, { metadataOf }): StatementScript<void[]> {
      const newest = [...new Map(rows.map((row) => [row.id, row])).values()];
      yield* updateStatements(metadataOf(StationEntity), newest, { key: 'id', set });
      return [];
    },
  };
}

type BootRow = Named &
  Pick<StationEntity, 'vendor' | 'model' | 'serialNumber' | 'firmwareVersion' | 'lastBootAt' | 'lastSeenAt'>;

type ConnectionRow = Named &
  Pick<StationEntity, 'ocppVersion' | 'lastSeenAt' | 'lastConnectedAt' | 'securityProfile' | 'lastAddress'>;

export const connections = stationUpdate<ConnectionRow>('connections', 50, [
  ...(['ocppVersion', 'lastSeenAt', 'lastConnectedAt', 'securityProfile', 'lastAddress'] as const),
]);

export const boots = stationUpdate<BootRow>('boots', 51, [
  ...(['vendor', 'model', 'serialNumber', 'firmwareVersion', 'lastBootAt', 'lastSeenAt'] as const),
]);

export const sightings = stationUpdate<Named & { lastSeenAt: Date }>('sightings', 52, ['lastSeenAt']);

/** The status as it is now; a connector exists from its first one on. */
export const connectorStatuses: WriteKind<ConnectorEntity> = {
  name: 'connector statuses',
  order: 60,
  *script(rows, { dialect, metadataOf }): StatementScript<void[]> {
    yield* insertStatements(metadataOf(ConnectorEntity), rows, {
      dialect,
      unique: ['stationId', 'connectorId'],
      overwrite: ['status', 'errorCode', 'info', 'vendorId', 'vendorErrorCode', 'statusAt', 'receivedAt'],
    });
    return [];
  },
};
