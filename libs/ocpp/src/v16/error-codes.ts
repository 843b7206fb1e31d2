import type { CallError } from '../frames.js';
import type { Violation } from '../version.js';

/** The CALLERROR codes of OCPP-J 1.6 §4.2.3, spelled as printed there. */
export type ErrorCode =
  | 'NotImplemented'
  | 'NotSupported'
  | 'InternalError'
  | 'ProtocolError'
  | 'SecurityError'
  | 'FormationViolation'
  | 'PropertyConstraintViolation'
  | 'OccurenceConstraintViolation'
  | 'TypeConstraintViolation'
  | 'GenericError';

// OCPP-J 1.6 §4.2.3 names the codes, not how they map to schema keywords. Our reading: a field that the PDU does not
// have makes the PDU ill-formed; a missing field violates occurrence; a value that is not of the field's data type
// (a number for a string, a text that is no dateTime) violates the type; everything else is an invalid value.
const codeByKeyword: Record<string, ErrorCode> = {
  additionalProperties: 'FormationViolation',
  required: 'OccurenceConstraintViolation',
  minItems: 'OccurenceConstraintViolation',
  maxItems: 'OccurenceConstraintViolation',
  type: 'TypeConstraintViolation',
  format: 'TypeConstraintViolation',
};

const precedence: ErrorCode[] = [
  'FormationViolation',
  'OccurenceConstraintViolation',
  'TypeConstraintViolation',
  'PropertyConstraintViolation',
];

function codeOf(violation: Violation): ErrorCode {
  return codeByKeyword[violation.keyword] ?? 'PropertyConstraintViolation';
}

/** The CALLERROR for a payload; with several violations the gravest names the code, and all are in the details. */
export function invalidPayload(action: string, violations: readonly Violation[]): CallError {
  const codes = violations.map(codeOf);
  const errorCode = precedence.find((code) => codes.includes(code)) ?? 'FormationViolation';
  const gravest = violations[codes.indexOf(errorCode)];
  const where = gravest && gravest.path !== '' ? gravest.path : 'the payload';
  return {
    errorCode,
    errorDescription: `${action}: ${where} ${gravest?.message ?? 'is not valid'}`,
    errorDetails: { violations: violations.slice(0, 10).map(({ path, message }) => ({ path, message })) },
  };
}

export const unknownAction = (action: string): CallError => ({
  errorCode: 'NotImplemented',
  errorDescription: `Action ${action} is not known in OCPP 1.6`,
});

export const unsupportedAction = (action: string): CallError => ({
  errorCode: 'NotSupported',
  errorDescription: `Action ${action} is known, but not supported here`,
});

export const malformedCall = (problem: string): CallError => ({
  errorCode: 'FormationViolation',
  errorDescription: problem,
});

export const internalError = (description: string): CallError => ({
  errorCode: 'InternalError',
  errorDescription: description,
});
