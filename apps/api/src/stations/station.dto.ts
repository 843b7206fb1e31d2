import { ApiProperty } from '@nestjs/swagger';
import { dateTime, NullableProperty } from '../http/schema.js';
import type { StationConnection } from '../ocpp/station-connection.js';
import type { ConnectorEntity } from './connector.entity.js';
import type { StationEntity } from './station.entity.js';

export class Connector {
  @ApiProperty({ type: 'integer', description: '0 is the station itself.' })
  connectorId: number;

  @ApiProperty({ example: 'Charging' })
  status: string;

  @ApiProperty({ example: 'NoError' })
  errorCode: string;

  @NullableProperty({ type: 'string' })
  info: string | null;

  @NullableProperty({ type: 'string' })
  vendorId: string | null;

  @NullableProperty({ type: 'string' })
  vendorErrorCode: string | null;

  @NullableProperty(dateTime, 'The time that the station gave, where it gave one.')
  statusAt: string | null;

  @ApiProperty({ ...dateTime, description: 'When the status arrived.' })
  receivedAt: string;
}

export class Station {
  @ApiProperty({ example: 'CS-001' })
  id: string;

  @ApiProperty({ description: 'Whether it has a live connection now.' })
  connected: boolean;

  @NullableProperty(dateTime, 'When anything last arrived from it.')
  lastSeenAt: string | null;

  @NullableProperty(dateTime)
  lastBootAt: string | null;

  @NullableProperty({ type: 'string' })
  vendor: string | null;

  @NullableProperty({ type: 'string' })
  model: string | null;

  @NullableProperty({ type: 'string' })
  serialNumber: string | null;

  @NullableProperty({ type: 'string' })
  firmwareVersion: string | null;

  @NullableProperty({ type: 'string', example: '1.6' })
  ocppVersion: string | null;

  @ApiProperty(dateTime)
  createdAt: string;

  @NullableProperty(dateTime, 'Set on the throw-away station of a demo session.')
  expiresAt: string | null;

  @ApiProperty({ type: [Connector] })
  connectors: Connector[];
}

export class StationPage {
  @ApiProperty({ type: [Station] })
  items: Station[];

  @NullableProperty({ type: 'string' })
  nextCursor: string | null;
}

export function toStation(
  row: StationEntity,
  connectors: ConnectorEntity[],
  connection: StationConnection | undefined,
): Station {
  const { id, vendor, model, serialNumber, firmwareVersion, ocppVersion } = row;
  return {
    id,
    connected: connection !== undefined,
    lastSeenAt: (connection?.lastSeenAt ?? row.lastSeenAt)?.toISOString() ?? null,
    lastBootAt: row.lastBootAt?.toISOString() ?? null,
    vendor,
    model,
    serialNumber,
    firmwareVersion,
    ocppVersion,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    connectors: connectors.map(toConnector),
  };
}

function toConnector(row: ConnectorEntity): Connector {
  const { connectorId, status, errorCode, info, vendorId, vendorErrorCode } = row;
  return {
    connectorId,
    status,
    errorCode,
    info,
    vendorId,
    vendorErrorCode,
    statusAt: row.statusAt?.toISOString() ?? null,
    receivedAt: row.receivedAt.toISOString(),
  };
}
