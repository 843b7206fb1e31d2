// What a person asked for, checked.
import type { Car, ReplayPace, StationSettings } from '@simulator/station';
import type { Shard, Span } from './option-values.js';
import type { Security } from './security.js';

export type Task =
  | { kind: 'station'; options: StationOptions }
  | { kind: 'fleet'; options: FleetOptions }
  | { kind: 'scenario'; options: ScenarioOptions }
  | { kind: 'replay'; options: ReplayOptions }
  | { kind: 'merge'; options: MergeOptions };

export interface ConnectionOptions {
  /** Without the station id. */
  url: string;
  security: Security;
  /** Seconds for configuration key WebSocketPingInterval; 0: no pings. */
  pingIntervalS: number;
  connectTimeoutMs: number;
  /** What differs from the default station (--config). */
  settings: StationSettings;
}

export interface StationOptions extends ConnectionOptions {
  id: string;
  connector: number;
  charge: boolean;
  car: Car;
  socPercent: number;
  targetSocPercent: number;
  idTag: string;
  durationMs: number;
  seed?: number;
  json: boolean;
  stateDirectory?: string;
}

export interface FleetOptions extends ConnectionOptions {
  /** Of the whole fleet, however many processes run it. */
  stations: number;
  /** The part of it that this process runs. */
  shard: Shard;
  idPrefix: string;
  seed: number;
  /** The stations are switched on evenly over this time. */
  rampMs: number;
  idTag: string;
  car: Car | 'random';
  /** Cars that arrive at a station in an hour, on average. */
  sessionsPerHour: number;
  chargeTime: Span;
  durationMs: number;
  /** How long the end may take: transactions stopped, queues drained. */
  stopTimeoutMs: number;
  reportFile?: string;
  json: boolean;
}

export interface ReplayOptions {
  /** Captures, JSONL or HAR. */
  files: string[];
  id: string;
  /** What differs from the default station (--config). */
  settings: StationSettings;
  seed?: number;
  pace: ReplayPace;
  json: boolean;
}

export interface MergeOptions {
  /** Reports of the parts of one fleet. */
  files: string[];
  reportFile?: string;
  json: boolean;
}

export interface ScenarioOptions {
  /** Scenario files, and directories of them. */
  paths: string[];
  /** Null: the built-in CSMS, in memory and in virtual time. */
  connection: ConnectionOptions | null;
  id: string;
  /** What differs from the default station (--config). */
  settings: StationSettings;
  seed?: number;
  timeScale: number;
  /** name=value */
  variables: string[];
  /** Base URL of the API that executes csms steps; null: such a step fails. */
  apiUrl: string | null;
  apiToken?: string;
  junitFile?: string;
  jsonFile?: string;
  json: boolean;
}
