// OCPP 1.6-J edition 2 with the security whitepaper, edition 3.
import type { OcppVersion } from '../version.js';
import { actions } from './actions.js';
import { internalError, invalidPayload, malformedCall, unknownAction, unsupportedAction } from './error-codes.js';
import type { Messages } from './generated/types.js';

export type * from './generated/types.js';
export { schemas } from './generated/schemas.js';
export type { Action } from './actions.js';
export type { ErrorCode } from './error-codes.js';
export type RequestOf<A extends keyof Messages> = Messages[A]['request'];
export type ResponseOf<A extends keyof Messages> = Messages[A]['response'];

export const version = {
  subprotocol: 'ocpp1.6',
  actions,
  unknownAction,
  unsupportedAction,
  invalidPayload,
  malformedCall,
  internalError,
} as const satisfies OcppVersion;
