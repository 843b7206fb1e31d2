// SecurityEventNotification (security whitepaper §4.2): told to the CSMS for certain, from security profile 1 on.
import { configurationNumber } from '../configuration/read.js';
import type { Turn } from '../turn.js';
import { queueStoredMessage } from './outbox.js';

/** Without a security profile the CSMS is not expected to know the message, and is spared it. */
export function raiseSecurityEvent(turn: Turn, type: string, techInfo: string | null): void {
  const { station, protocol, now } = turn;
  if (configurationNumber(station, 'SecurityProfile') === 0) return;
  const payload = protocol.securityEvent(station, type, techInfo, now);
  queueStoredMessage(turn, {
    kind: 'securityEvent',
    connectorId: 0,
    localId: 0,
    payload,
    cause: `security event ${type}`,
  });
}
