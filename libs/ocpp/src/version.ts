import type { CallError } from './frames.js';

/** Who may send the CALL of an action. */
export type Sender = 'station' | 'csms' | 'both';

/** One thing that is wrong with a payload. */
export interface Violation {
  /** JSON pointer into the payload, '' for the payload itself. */
  path: string;
  /** The JSON schema keyword that failed: required, type, format, enum, maxLength, additionalProperties, … */
  keyword: string;
  /** For a person: "must be string". */
  message: string;
  /** The offending value's schema parameters, as ajv gives them. */
  params: Record<string, unknown>;
}

/** Row of a version's action table. */
export interface ActionRow {
  sender: Sender;
  /** Violations of the request schema; empty when it is valid. */
  validateRequest(payload: unknown): Violation[];
  /** Violations of the response schema; empty when it is valid. */
  validateResponse(payload: unknown): Violation[];
}

/** Everything that differs between OCPP versions on the wire. A further version is a further object of this shape. */
export interface OcppVersion {
  /** WebSocket subprotocol, as registered with IANA: `ocpp1.6`. */
  subprotocol: string;
  actions: Readonly<Record<string, ActionRow>>;
  /** The CALLERROR for an action that this version does not know. */
  unknownAction(action: string): CallError;
  /** The CALLERROR for an action that is known, but that the receiver does not serve. */
  unsupportedAction(action: string): CallError;
  /** The CALLERROR for a payload with these violations (at least one). */
  invalidPayload(action: string, violations: readonly Violation[]): CallError;
  /** The CALLERROR for a message that is no well-formed CALL. */
  malformedCall(problem: string): CallError;
  /** The CALLERROR for a failure inside the receiver. */
  internalError(description: string): CallError;
}
