// Small pieces that the summaries share. Payloads may be anything: a CSMS under test sends what it likes.
import type { Payload } from '../row.js';

export function text(payload: Payload, field: string): string {
  const value = payload[field];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function object(payload: Payload, field: string): Payload {
  const value = payload[field];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : {};
}

export function list(payload: Payload, field: string): Payload[] {
  const value = payload[field];
  return Array.isArray(value) ? value.filter((item): item is Payload => typeof item === 'object' && item !== null) : [];
}

/** `Connector 1`, or for 0 the station. */
export function connector(payload: Payload): string {
  const id = text(payload, 'connectorId');
  if (id === '') return 'Any connector';
  return id === '0' ? 'The station' : `Connector ${id}`;
}

/** A Wh register as kWh. */
export function register(payload: Payload, field: string): string {
  const wh = Number(payload[field]);
  return Number.isFinite(wh) ? `${(wh / 1000).toFixed(3)} kWh` : '?';
}

export const tagStatuses: Record<string, string> = {
  Accepted: 'accepted',
  Blocked: 'blocked',
  Expired: 'expired',
  Invalid: 'unknown to the CSMS',
  ConcurrentTx: 'already in another transaction',
};
