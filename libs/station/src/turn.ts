import type { OcppVersion, SentCall } from '@simulator/ocpp';
import type {
  CallContext,
  Connector,
  ConnectorStatus,
  ErrorCode,
  Reservation,
  Station,
  StopReason,
  Transaction,
} from './station.js';
import type { StationOutput, StatePart } from './output.js';

/** One call of `step`: the station, the time, and what has come of it so far. */
export interface Turn {
  readonly station: Station;
  /** Epoch milliseconds on the station's clock. */
  readonly now: number;
  readonly outputs: StationOutput[];
  readonly protocol: StationProtocol;
  /** The action of the CSMS, or of a person in its place, that is being carried out; null: none. */
  commandedBy: string | null;
}

/** A request to send: action and payload (JSON text) in the words of one OCPP version. */
export interface Draft {
  action: string;
  payload: string;
}

export interface StatusDetails {
  /** 0: the station as a whole. */
  connectorId: number;
  status: ConnectorStatus;
  errorCode: ErrorCode;
  info: string | null;
  vendorErrorCode: string | null;
  at: number;
}

/** OCPP 1.6 §7.33 ReadingContext. */
export type ReadingContext =
  | 'Interruption.Begin'
  | 'Interruption.End'
  | 'Sample.Clock'
  | 'Sample.Periodic'
  | 'Transaction.Begin'
  | 'Transaction.End'
  | 'Trigger'
  | 'Other';

export interface StopDetails {
  reason: StopReason;
  /** The tag that stopped it; null: none did. */
  idTag: string | null;
}

/** What one OCPP version adds to the domain: how things are said, and how what was said is understood. */
export interface StationProtocol {
  readonly version: OcppVersion;
  boot(station: Station): Draft;
  heartbeat(): Draft;
  status(station: Station, details: StatusDetails): Draft;
  authorize(idTag: string): Draft;
  /** JSON text of one meter value: the listed measurands at one moment. */
  meterValue(
    station: Station,
    connector: Connector,
    measurands: readonly string[],
    context: ReadingContext,
    now: number,
  ): string;
  /** Stored payloads are JSON texts open at their end (see TransactionMessage); `storedCall` closes them. */
  meterValues(connectorId: number, meterValue: string): string;
  startTransaction(
    station: Station,
    connector: Connector,
    transaction: Transaction,
    reservation: Reservation | null,
  ): string;
  stopTransaction(
    station: Station,
    connector: Connector,
    transaction: Transaction,
    stop: StopDetails,
    now: number,
  ): string;
  securityEvent(station: Station, type: string, techInfo: string | null, now: number): string;
  firmwareStatus(station: Station): Draft;
  uploadStatus(station: Station, kind: 'diagnostics' | 'log'): Draft;
  /** The CALL for a stored message, with the CSMS's id of its transaction (null: it never gave one; undefined: none). */
  storedCall(
    kind: 'start' | 'meterValues' | 'stop' | 'securityEvent',
    payload: string,
    transactionId: number | null | undefined,
  ): Draft;
  readonly serves: (action: string) => boolean;
  /** Answers a valid CALL with the response's payload. */
  answer(turn: Turn, action: string, payload: unknown): unknown;
  /** Takes a valid answer to one of our CALLs. */
  accept(turn: Turn, call: SentCall<CallContext>, payload: unknown): void;
}

export function log(turn: Turn, level: 'debug' | 'info' | 'warn' | 'error', message: string): void {
  turn.outputs.push({ type: 'log', level, message });
}

export function persist(turn: Turn, part: StatePart): void {
  turn.outputs.push({ type: 'persist', part });
}

const partNames: StatePart[] = [];

export function persistConnector(turn: Turn, connector: Connector): void {
  turn.outputs.push({ type: 'persist', part: (partNames[connector.id] ??= `connector:${connector.id}`) });
}

export function connectorById(station: Station, connectorId: number): Connector | undefined {
  return station.connectors[connectorId - 1];
}

/** May the station send anything but a BootNotification (OCPP 1.6 §4.2)? */
export function canSend(station: Station): boolean {
  return station.registration === 'accepted' && station.connection.state === 'open';
}
