import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { invalidFields } from '../http/problem.js';
import { MAX_ID_LENGTH, RelayClose, RelayOpen, RelayPing, RelaySend } from './client-frames.dto.js';
import type { RelayClientFrame } from './client-frames.dto.js';
import type { RelayError } from './server-frames.dto.js';

const TYPES = new Map<unknown, new () => RelayClientFrame>([
  ['open', RelayOpen],
  ['send', RelaySend],
  ['ping', RelayPing],
  ['close', RelayClose],
]);

/** The frame that a page sent, or the error that it is answered. */
export function readFrame(text: string): RelayClientFrame | RelayError {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return malformed(null, 'A frame is a JSON object');
  const { type, id } = value as Record<string, unknown>;
  const knownId = typeof id === 'string' && id.length <= MAX_ID_LENGTH ? id : null;
  const constructor = TYPES.get(type);
  if (constructor === undefined) return malformed(knownId, `type must be one of ${[...TYPES.keys()].join(', ')}`);
  const frame = plainToInstance(constructor, value);
  const errors = validateSync(frame, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) return malformed(knownId, invalidFields(errors).message);
  const problem = frame.type === 'close' ? closeProblem(frame) : null;
  return problem === null ? frame : malformed(knownId, problem);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** RFC 6455 §7.4. */
function closeProblem({ code = 1000 }: RelayClose): string | null {
  const isOfProtocol = code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code);
  const isSendable = isOfProtocol || (code >= 3000 && code <= 4999);
  return isSendable ? null : `code: ${code} cannot be sent (RFC 6455 §7.4)`;
}

const malformed = (id: string | null, detail: string): RelayError => ({ type: 'error', id, code: 'malformed', detail });
