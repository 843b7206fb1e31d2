import type { RpcSession } from '@simulator/ocpp';
import type { CertificateStore } from './certificates/index.js';
import type { StationConfig } from './config.js';
import type { ChargingProfiles } from './smart-charging/index.js';
import type { AuthorizationData, Reservation } from './state/authorization.js';
import type { Connector, Fault, ReportedStatus } from './state/connector.js';
import type { JobFault, Jobs, PendingReset } from './state/jobs.js';
import type { TransactionMessage } from './state/transaction.js';
import type { HeldFrame, WireFaults } from './state/wire-faults.js';

export type * from './state/authorization.js';
export type * from './state/connector.js';
export type * from './state/jobs.js';
export type * from './state/transaction.js';
export type * from './state/wire-faults.js';

export type Registration = 'none' | 'pending' | 'rejected' | 'accepted';

/** Why the last attempt to connect failed or the connection ended. */
export interface ConnectionFailure {
  at: number;
  code: number;
  reason: string;
  /** False: the connection never opened. */
  wasOpen: boolean;
}

export interface Connection {
  state: 'off' | 'connecting' | 'open' | 'waiting';
  /** Next attempt; Infinity when none is planned. */
  retryAt: number;
  /** Failed attempts in a row. */
  attempts: number;
  openedAt: number;
  lastFailure: ConnectionFailure | null;
}

/** What a CALL was for; comes back with its answer. */
export interface CallContext {
  sequence: number;
  cause: string;
  connectorId: number | null;
  /** The tag of an Authorize. */
  idTag: string | null;
  /** What its answer leads to. */
  purpose: 'boot' | 'heartbeat' | 'status' | 'authorizeStart' | 'authorizeStop' | 'transaction' | 'other';
}

/** The station's own clock: `stationAt + (shell's time − shellAt) × scale`. Every time in the state is of this clock. */
export interface StationClock {
  stationAt: number;
  shellAt: number;
  /** 1: real time; up to 60 for people who will not wait. */
  scale: number;
  /** CSMS's clock minus the station's, from BootNotification.conf and Heartbeat.conf: timestamps on the wire carry it. */
  offsetMs: number;
}

/** The whole of a simulated station: one plain object that `step` owns. */
export interface Station {
  /** Version of this layout in storage. */
  layout: number;
  config: StationConfig;
  clock: StationClock;
  /** Off during a reboot or a power loss. */
  power: 'on' | 'off';
  /** When the power comes back by itself; Infinity: a person must restore it. */
  powerOnAt: number;
  /** State of the seeded generator. */
  random: number;
  /** Running number of everything sent; orders the two queues. */
  sequence: number;
  /** CALLs sent so far; part of their message ids. */
  messageNumber: number;
  /** Last used `Transaction.localId`. */
  lastLocalId: number;
  firmwareVersion: string;
  connection: Connection;
  registration: Registration;
  /** Next BootNotification after Pending or Rejected; Infinity: none planned. */
  bootAt: number;
  /** BootNotifications in a row after which the station had to choose the wait itself. */
  bootAttempts: number;
  heartbeatAt: number;
  /** Next clock-aligned meter values; Infinity: none. */
  alignedAt: number;
  /** Latency of the last answered CALL in real time; null before the first. */
  latencyMs: number | null;
  /** The station as a whole: connector 0. */
  main: ReportedStatus & { available: boolean; fault: Fault | null };
  /** Overrides of configuration keys; the defaults are shared. */
  configuration: Record<string, string>;
  rpc: RpcSession<CallContext>;
  transactionMessages: TransactionMessage[];
  /** transactionId by localId, for messages that still wait. */
  transactionIds: Record<number, number>;
  authorization: AuthorizationData;
  reservations: Reservation[];
  profiles: ChargingProfiles;
  /** Null until it is first needed. */
  certificates: CertificateStore | null;
  /** When the station's limit is shared anew; Infinity: it binds nobody. */
  shareAgainAt: number;
  /** When a charging profile next changes something; Infinity: never. */
  profilesChangeAt: number;
  /** Around the station. */
  temperatureC: number;
  jobs: Jobs;
  reset: PendingReset | null;
  /** Resets that will fail before one works (a fault on purpose, see ResetRetries). */
  resetFailures: number;
  /** Firmware and upload jobs that fail on purpose. */
  jobFault: JobFault | null;
  /** Null: the wire is sound. */
  wireFaults: WireFaults | null;
  heldFrames: HeldFrame[];
  connectors: Connector[];
}

/** True while anything is broken on purpose or the clock runs fast: to be shown in red. */
export function isDisturbed(station: Station): boolean {
  return (
    station.wireFaults !== null ||
    station.main.fault !== null ||
    station.jobFault !== null ||
    station.resetFailures > 0 ||
    station.clock.scale !== 1 ||
    station.connectors.some(({ fault, lockStuck, meterBroken }) => fault !== null || lockStuck || meterBroken)
  );
}
