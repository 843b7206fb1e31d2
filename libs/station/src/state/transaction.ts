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
  /** False: the CSMS has refused the tag, and no energy flows (OCPP 1.6 §4.8). */
  authorized: boolean;
  /** Register at which a refused tag's allowance ends (MaxEnergyOnInvalidId); null: no such limit. */
  energyEndsAtWh: number | null;
  /** JSON texts of meter values for StopTransaction.transactionData (StopTxnSampledData, StopTxnAlignedData). */
  stopData: string[];
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

/** A message that must arrive (about a transaction, OCPP 1.6 §3.7.1; a security event): kept in order, over restarts, until it is answered. */
export interface TransactionMessage {
  /** Order among everything the station wants to send. */
  sequence: number;
  kind: 'start' | 'meterValues' | 'stop' | 'securityEvent';
  connectorId: number;
  /** The transaction it belongs to; 0: none. */
  localId: number;
  /** JSON text of the request, without its closing brace and its transactionId: they are added when it is sent. */
  payload: string;
  cause: string;
  attempts: number;
  /** Not to be sent before (TransactionMessageRetryInterval). */
  notBefore: number;
}
