// OCPP-J frames (OCPP-J 1.6 §4.2). The same in every OCPP version up to 2.1's additional message types.

/** `[2, messageId, action, payload]` */
export interface CallFrame {
  type: 'call';
  messageId: string;
  action: string;
  payload: unknown;
}

/** `[3, messageId, payload]` */
export interface CallResultFrame {
  type: 'callResult';
  messageId: string;
  payload: unknown;
}

/** `[4, messageId, errorCode, errorDescription, errorDetails]` */
export interface CallErrorFrame {
  type: 'callError';
  messageId: string;
  errorCode: string;
  errorDescription: string;
  errorDetails: unknown;
}

export type Frame = CallFrame | CallResultFrame | CallErrorFrame;

/** A text that is no frame. `messageId` is there when it could still be read, so that a CALL can be refused by its id. */
export interface MalformedFrame {
  type: 'malformed';
  /** What is wrong, in words for a log or an errorDescription. */
  problem: string;
  messageId: string | null;
  /** The message type number, when it could be read: only a malformed CALL is answered. */
  messageType: number | null;
}

/**
 * Reads one text message of the wire. Never throws.
 * Message ids longer than 36 characters are accepted: real systems send them, and the answer must carry the same id.
 */
export function parseFrame(text: string): Frame | MalformedFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return malformed('The message is not valid JSON');
  }
  if (!Array.isArray(value)) return malformed('The message is not a JSON array');
  const messageType = typeof value[0] === 'number' ? value[0] : null;
  const messageId = typeof value[1] === 'string' ? value[1] : null;
  if (messageType === null) return malformed('The message type is not a number', null, messageId);
  if (messageId === null) return malformed('The message id is not a string', messageType);
  if (messageType === 2) return parseCall(value, messageId);
  if (messageType === 3) {
    if (value.length !== 3 || !isObject(value[2])) {
      return malformed('A CALLRESULT is [3, messageId, payload] with an object as payload', 3, messageId);
    }
    return { type: 'callResult', messageId, payload: value[2] };
  }
  if (messageType === 4) return parseCallError(value, messageId);
  return malformed(
    `Message type ${messageType} is none of 2 (CALL), 3 (CALLRESULT), 4 (CALLERROR)`,
    messageType,
    messageId,
  );
}

function parseCall(value: unknown[], messageId: string): Frame | MalformedFrame {
  const action = value[2];
  if (value.length !== 4 || typeof action !== 'string' || !isObject(value[3])) {
    return malformed('A CALL is [2, messageId, action, payload] with an object as payload', 2, messageId);
  }
  return { type: 'call', messageId, action, payload: value[3] };
}

function parseCallError(value: unknown[], messageId: string): Frame | MalformedFrame {
  const [, , errorCode, errorDescription, errorDetails] = value;
  if (value.length < 3 || value.length > 5 || typeof errorCode !== 'string') {
    return malformed('A CALLERROR is [4, messageId, errorCode, errorDescription, errorDetails]', 4, messageId);
  }
  // Real systems leave out the last two, or send null for them.
  const description = typeof errorDescription === 'string' ? errorDescription : '';
  return { type: 'callError', messageId, errorCode, errorDescription: description, errorDetails: errorDetails ?? {} };
}

function malformed(
  problem: string,
  messageType: number | null = null,
  messageId: string | null = null,
): MalformedFrame {
  return { type: 'malformed', problem, messageType, messageId };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a CALL, compact JSON. */
export function encodeCall(messageId: string, action: string, payload: unknown): string {
  return `[2,${JSON.stringify(messageId)},${JSON.stringify(action)},${JSON.stringify(payload)}]`;
}

/** The text of a CALL whose payload is JSON text already, and whose action needs no escaping. */
export function encodeCallText(messageId: string, action: string, payload: string): string {
  return `[2,"${messageId}","${action}",${payload}]`;
}

/** The text of a CALLRESULT, compact JSON. */
export function encodeCallResult(messageId: string, payload: unknown): string {
  return `[3,${JSON.stringify(messageId)},${JSON.stringify(payload)}]`;
}

/** The text of a CALLERROR, compact JSON. The description is cut to 255 characters (OCPP-J 1.6 §4.2.3). */
export function encodeCallError(messageId: string, error: CallError): string {
  return JSON.stringify([
    4,
    messageId,
    error.errorCode,
    error.errorDescription.slice(0, 255),
    error.errorDetails ?? {},
  ]);
}

/** What a CALLERROR says. */
export interface CallError {
  errorCode: string;
  errorDescription: string;
  errorDetails?: unknown;
}
