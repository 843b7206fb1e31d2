import type { OcppVersion, SentCall } from '@simulator/ocpp';
import type { ConnectorStatus, Connector, CallContext, Station, StopReason, Transaction } from './station.js';
import type { StationOutput, StatePart } from './output.js';

/** One call of `step`: the station, the time, and what has come of it so far. */
export interface Turn {
  readonly station: Station;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly outputs: StationOutput[];
  readonly protocol: StationProtocol;
}

/** A request to send: action and payload in the words of one OCPP version. */
export interface Draft {
  action: string;
  payload: Record<string, unknown>;
}

/** What one OCPP version adds to the domain: how things are said, and how what was said is understood. */
export interface StationProtocol {
  readonly version: OcppVersion;
  boot(station: Station): Draft;
  heartbeat(): Draft;
  /** `connector` null: the station as a whole. */
  status(connector: Connector | null, status: ConnectorStatus, at: number): Draft;
  authorize(idTag: string): Draft;
  startTransaction(connector: Connector, transaction: Transaction, now: number): Draft['payload'];
  meterValues(station: Station, connector: Connector, now: number): Draft['payload'];
  stopTransaction(connector: Connector, transaction: Transaction, stop: StopDetails, now: number): Draft['payload'];
  /** The CALL for a stored transaction message, with the CSMS's id of its transaction (null: it never gave one). */
  transactionCall(
    kind: 'start' | 'meterValues' | 'stop',
    payload: Draft['payload'],
    transactionId: number | null,
  ): Draft;
  readonly serves: (action: string) => boolean;
  /** Answers a valid CALL with the response's payload. */
  answer(turn: Turn, action: string, payload: unknown): unknown;
  /** Takes a valid answer to one of our CALLs. */
  accept(turn: Turn, call: SentCall<CallContext>, payload: unknown): void;
}

export interface StopDetails {
  reason: StopReason;
  /** The tag that stopped it; null: none did. */
  idTag: string | null;
}

export function log(turn: Turn, level: 'debug' | 'info' | 'warn' | 'error', message: string): void {
  turn.outputs.push({ type: 'log', level, message });
}

export function persist(turn: Turn, part: StatePart): void {
  turn.outputs.push({ type: 'persist', part });
}

export function persistConnector(turn: Turn, connector: Connector): void {
  turn.outputs.push({ type: 'persist', part: `connector:${connector.id}` });
}

export function connectorById(station: Station, connectorId: number): Connector | undefined {
  return station.connectors[connectorId - 1];
}
