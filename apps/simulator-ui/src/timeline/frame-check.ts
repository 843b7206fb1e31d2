// What is wrong with a frame that a person wrote: to be known, never to be prevented. Pure.
import { parseFrame, v16 } from '@simulator/ocpp';
import type { OcppVersion } from '@simulator/ocpp';

/**
 * Empty: a frame that the standard allows, as far as can be told from it alone.
 * @param sender who is to send it; null: either
 */
export function frameRemarks(
  text: string,
  sender: 'station' | 'csms' | null = 'station',
  version: OcppVersion = v16.version,
): string[] {
  const frame = parseFrame(text);
  if (frame.type === 'malformed') return [frame.problem];
  if (frame.type !== 'call') return [];
  const { actions } = version;
  const rules = Object.hasOwn(actions, frame.action) ? actions[frame.action] : undefined;
  if (rules === undefined) return [`The action ${frame.action} is not part of OCPP 1.6.`];
  const isWrongSide = sender !== null && rules.sender !== 'both' && rules.sender !== sender;
  const other = sender === 'station' ? 'CSMS' : 'station';
  const wrongSide = isWrongSide ? [`${frame.action} is for the ${other} to send.`] : [];
  const violations = rules.validateRequest(frame.payload);
  return [...wrongSide, ...violations.map(({ path, message }) => `${path === '' ? 'payload' : path} ${message}`)];
}

/** The same CALL with another message id, for people to read and change. */
export function freshCall(action: string, payload: unknown, messageId: string): string {
  return JSON.stringify([2, messageId, action, payload], null, 2);
}
