import type { Car } from './car.js';
import type { Derating } from './physics/derating.js';

/** What a connector can deliver. Connector ids are 1, 2, … in the order of the list. */
export type ConnectorConfig = AcConnectorConfig | DcConnectorConfig;

export interface AcConnectorConfig {
  current: 'AC';
  phases: 1 | 3;
  /** Phase to neutral. */
  voltageV: number;
  /** Per phase. */
  maxCurrentA: number;
  /** Rating of the cable, per phase. */
  cableMaxCurrentA: number;
}

export interface DcConnectorConfig {
  current: 'DC';
  maxPowerW: number;
  maxCurrentA: number;
  cableMaxCurrentA: number;
}

/** Everything that makes a station the station it is. Plain data; the seed makes a run repeatable. */
export interface StationConfig {
  /** The station's identity: the last segment of the OCPP URL, 1 to 48 characters. */
  id: string;
  ocppVersion: '1.6';
  /** Seed of every id and every random choice. 32-bit unsigned. */
  seed: number;
  vendor: string;
  model: string;
  serialNumber: string;
  firmwareVersion: string;
  connectors: ConnectorConfig[];
  /** Limit shared by all connectors; null: none. */
  maxPowerW: number | null;
  /** How the shared limit is shared: equally (default), or the first to come is served first. */
  sharing?: 'equal' | 'firstCome';
  /** While no CSMS root is installed, take a signed certificate on trust (not by the standard). Default false. */
  trustCertificatesWithoutRoot?: boolean;
  /** How power falls with heat; absent: it does not. */
  derating?: Derating;
  /** Configuration keys that differ from their defaults at the first start. */
  configuration: Record<string, string>;
}

/** What a car brings when it is plugged in. */
export interface PlugIn {
  car: Car;
  socPercent: number;
  /** Default 100. */
  targetSocPercent?: number;
}
