import type { RpcSession } from '@simulator/ocpp';
import type { PluggedCar } from './car.js';
import type { StationConfig } from './config.js';

/** OCPP 1.6 §7.7 ChargePointStatus. */
export type ConnectorStatus =
  | 'Available'
  | 'Preparing'
  | 'Charging'
  | 'SuspendedEVSE'
  | 'SuspendedEV'
  | 'Finishing'
  | 'Reserved'
  | 'Unavailable'
  | 'Faulted';

/** OCPP 1.6 §7.36 Reason. */
export type StopReason =
  | 'DeAuthorized'
  | 'EmergencyStop'
  | 'EVDisconnected'
  | 'HardReset'
  | 'Local'
  | 'Other'
  | 'PowerLoss'
  | 'Reboot'
  | 'Remote'
  | 'SoftReset'
  | 'UnlockCommand';

/** Electrical values at the outlet, right now. They agree: V·A·phases = W for AC, V·A = W for DC. */
export interface PowerFlow {
  powerW: number;
  /** AC: phase to neutral; DC: battery voltage. */
  voltageV: number;
  /** AC: per active phase. */
  currentA: number;
  /** Active phases; 0 for DC. */
  phases: 0 | 1 | 2 | 3;
}

export interface Transaction {
  /** The station's own number, unique over its life: the CSMS's id is not known at first. */
  localId: number;
  /** Assigned by the CSMS in StartTransaction.conf; null until then. */
  transactionId: number | null;
  idTag: string;
  parentIdTag: string | null;
  startedAt: number;
  meterStartWh: number;
  socStartPercent: number;
  /** False while the CSMS has refused the tag and StopTransactionOnInvalidId is off: no energy then (OCPP 1.6 §4.8). */
  authorized: boolean;
}

/** A tag that was accepted and waits for the plug. */
export interface WaitingAuthorization {
  idTag: string;
  parentIdTag: string | null;
  /** Until then the plug must be in (ConnectionTimeOut). */
  expiresAt: number;
}

export interface Connector {
  id: number;
  car: PluggedCar | null;
  authorization: WaitingAuthorization | null;
  transaction: Transaction | null;
  /** A transaction ended and the car is still plugged in. */
  finishing: boolean;
  /** Energy register of the meter; never goes back. */
  registerWh: number;
  /** What flows now. */
  flow: PowerFlow;
  /** The power the car would take if nothing but itself limited it. */
  wantedW: number;
  /** The power the station offers. */
  offeredW: number;
  /** What bounds the flow besides the battery's curve: car's charger, connector, cable, shares. 0: nothing flows. */
  limitW: number;
  status: ConnectorStatus;
  /** The status that the CSMS last acknowledged; null: none yet. */
  reportedStatus: ConnectorStatus | null;
  /** When `status` last changed. */
  statusSince: number;
  /** Time up to which energy has been integrated. */
  integratedUntil: number;
  /** When the car will reach its target at the present flow; Infinity: never. */
  chargeEndsAt: number;
  /** Next periodic meter sample; Infinity: none. */
  sampleAt: number;
  /** The last finished transactions, the newest last, ten at most. */
  history: FinishedTransaction[];
}

export interface FinishedTransaction {
  localId: number;
  transactionId: number | null;
  idTag: string;
  startedAt: number;
  stoppedAt: number;
  energyWh: number;
  reason: StopReason;
}

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

/** A message about a transaction (OCPP 1.6 §3.7.1): kept in order, over restarts, until it is answered. */
export interface TransactionMessage {
  /** Order among everything the station wants to send. */
  sequence: number;
  kind: 'start' | 'meterValues' | 'stop';
  connectorId: number;
  /** The transaction it belongs to. */
  localId: number;
  /** The request without its transactionId, which is filled in when it is sent. */
  payload: Record<string, unknown>;
  cause: string;
  attempts: number;
  /** Not to be sent before (TransactionMessageRetryInterval). */
  notBefore: number;
}

/** What a CALL was for; comes back with its answer. */
export interface CallContext {
  sequence: number;
  cause: string;
  connectorId: number | null;
  /** The tag of an Authorize. */
  idTag: string | null;
  /** What an accepted Authorize leads to. */
  purpose: 'boot' | 'heartbeat' | 'status' | 'authorizeStart' | 'authorizeStop' | 'transaction' | 'other';
  status: ConnectorStatus | null;
}

/** The whole of a simulated station: one plain object that `step` owns. */
export interface Station {
  /** Version of this layout in storage. */
  layout: 1;
  config: StationConfig;
  /** State of the seeded generator. */
  random: number;
  /** Running number of everything sent; orders the two queues. */
  sequence: number;
  /** CALLs sent so far; part of their message ids. */
  messageNumber: number;
  /** Last used `Transaction.localId`. */
  lastLocalId: number;
  connection: Connection;
  registration: Registration;
  /** Next BootNotification after Pending or Rejected; Infinity: none planned. */
  bootAt: number;
  heartbeatAt: number;
  /** Latency of the last answered CALL; null before the first. */
  latencyMs: number | null;
  /** Overrides of configuration keys; the defaults are shared. */
  configuration: Record<string, string>;
  rpc: RpcSession<CallContext>;
  transactionMessages: TransactionMessage[];
  /** transactionId by localId, for messages that still wait. */
  transactionIds: Record<number, number>;
  connectors: Connector[];
}
