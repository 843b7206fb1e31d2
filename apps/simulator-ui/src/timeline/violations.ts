// What the schemas say about the two halves of an exchange. Pure.
import { v16 } from '@simulator/ocpp';
import type { OcppVersion, Violation } from '@simulator/ocpp';
import type { ExchangeRow } from './row.js';

export interface ExchangeViolations {
  /** Null: the action is not in the standard. */
  request: Violation[] | null;
  answer: Violation[];
}

export function violationsOf(row: ExchangeRow, version: OcppVersion = v16.version): ExchangeViolations {
  const rules = Object.hasOwn(version.actions, row.action) ? version.actions[row.action] : undefined;
  if (rules === undefined) return { request: null, answer: [] };
  const answer = row.answer?.outcome === 'result' ? rules.validateResponse(row.answer.payload) : [];
  return { request: rules.validateRequest(row.payload), answer };
}
