// What the end of a CALL means for its command.
import type { CallOutcome } from '../ocpp/station-connection.js';
import type { CommandEntity } from './command.entity.js';

export type CommandEnd = Pick<CommandEntity, 'status' | 'result' | 'error'>;

/** The answers of OCPP 1.6 that mean "no", whatever the action. */
const REFUSALS = new Set([
  'Rejected',
  'Failed',
  'UnlockFailed',
  'NotSupported',
  'NotImplemented',
  'VersionMismatch',
  'UnknownMessageId',
  'UnknownVendorId',
  'InvalidCertificate',
  'RevokedCertificate',
]);
/** What means "no" in the answer to one action, and something else, or nothing, in others. */
const REFUSALS_OF: Record<string, readonly string[]> = {
  ClearChargingProfile: ['Unknown'],
  DeleteCertificate: ['NotFound'],
  ReserveNow: ['Faulted', 'Occupied', 'Unavailable'],
};

export function resultOf(outcome: Exclude<CallOutcome, { kind: 'withdrawn' }>, action: string): CommandEnd {
  switch (outcome.kind) {
    case 'result': {
      const result = outcome.payload as { status?: unknown };
      return { status: isRefusal(action, result.status) ? 'rejected' : 'accepted', result, error: null };
    }
    case 'error': {
      const { errorCode, errorDescription, errorDetails } = outcome.error;
      return {
        status: 'error',
        result: null,
        error: { code: errorCode, description: errorDescription, details: asObject(errorDetails) },
      };
    }
    case 'timedOut':
      return unanswered('timedOut', 'Timeout', 'The station did not answer in time');
    case 'disconnected':
      return unanswered('offline', 'Disconnected', 'The connection ended');
  }
}

/** An end without an answer of the station, and why. */
export function unanswered(status: 'timedOut' | 'offline', code: string, description: string): CommandEnd {
  return { status, result: null, error: { code, description } };
}

function isRefusal(action: string, status: unknown): boolean {
  if (typeof status !== 'string') return false;
  return REFUSALS.has(status) || (REFUSALS_OF[action]?.includes(status) ?? false);
}

const asObject = (value: unknown): object | null => (typeof value === 'object' ? value : null);
