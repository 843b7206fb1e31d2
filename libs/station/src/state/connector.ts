import type { PluggedCar } from '../car.js';
import type { ChargingProfile } from '../smart-charging/index.js';
import type { FinishedTransaction, Transaction } from './transaction.js';

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

/** OCPP 1.6 §7.6 ChargePointErrorCode. */
export type ErrorCode =
  | 'ConnectorLockFailure'
  | 'EVCommunicationError'
  | 'GroundFailure'
  | 'HighTemperature'
  | 'InternalError'
  | 'LocalListConflict'
  | 'NoError'
  | 'OtherError'
  | 'OverCurrentFailure'
  | 'OverVoltage'
  | 'PowerMeterFailure'
  | 'PowerSwitchFailure'
  | 'ReaderFailure'
  | 'ResetFailure'
  | 'UnderVoltage'
  | 'WeakSignal';

/** Something broken on purpose, at a connector or (connector 0) at the station. */
export interface Fault {
  errorCode: ErrorCode;
  vendorErrorCode: string | null;
  info: string | null;
  /** True: status Faulted, no energy. False: a warning; the status stays, the code is reported. */
  blocking: boolean;
}

/** What StatusNotification tells about a connector, or about the station as a whole. */
export interface ReportedStatus {
  status: ConnectorStatus;
  /** The status last put on its way to the CSMS; null: none since the boot, or it may not have arrived. */
  reportedStatus: ConnectorStatus | null;
  /** The error code last put on its way. */
  reportedError: ErrorCode;
  /** When `status` last changed. */
  statusSince: number;
}

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

/** A tag that was accepted and waits for the plug. */
export interface WaitingAuthorization {
  idTag: string;
  parentIdTag: string | null;
  /** Until then the plug must be in (ConnectionTimeOut). */
  expiresAt: number;
}

export interface Connector extends ReportedStatus {
  id: number;
  car: PluggedCar | null;
  authorization: WaitingAuthorization | null;
  transaction: Transaction | null;
  /** The TxProfile that came with a RemoteStartTransaction, until its transaction starts. */
  remoteProfile: ChargingProfile | null;
  /** A transaction ended and the car, or a cable that is still locked, is in. */
  finishing: boolean;
  /** ChangeAvailability; survives a reboot (OCPP 1.6 §5.2). */
  available: boolean;
  /** Availability to take on when the transaction ends; null: none is scheduled. */
  scheduledAvailability: boolean | null;
  fault: Fault | null;
  /** The lock does not open (a fault on purpose). */
  lockStuck: boolean;
  /** The meter does not answer (a fault on purpose): no samples, the register stands still on the wire. */
  meterBroken: boolean;
  /** Paused by the station itself: SuspendedEVSE. */
  pausedByStation: boolean;
  /** Energy register of the meter; never goes back. */
  registerWh: number;
  /** Registers at the last periodic and the last clock-aligned sample, for the interval measurands. */
  sampledRegisterWh: number;
  alignedRegisterWh: number;
  /** What flows now. */
  flow: PowerFlow;
  /** The power the car would take if nothing but itself limited it. */
  wantedW: number;
  /** The power the station offers. */
  offeredW: number;
  /** What bounds the flow besides the battery's curve: car's charger, connector, cable, shares, profiles. 0: nothing flows. */
  limitW: number;
  /** The charging profile that sets the offer; null: none does. */
  limitedBy: { profileId: number | null; stackLevel: number | null; purpose: string | null } | null;
  /** Phases that the charging profile leaves. */
  allowedPhases: number;
  /** Time up to which energy has been integrated. */
  integratedUntil: number;
  /** When the car will reach its target at the present flow; Infinity: never. */
  chargeEndsAt: number;
  /** Next periodic meter sample; Infinity: none. */
  sampleAt: number;
  /** The last finished transactions, the newest last, ten at most. */
  history: FinishedTransaction[];
}
