import { shellTime } from './clock.js';
import { nextCertificateAt } from './core/certificates.js';
import { nextReportAt } from './core/statuses.js';
import { nextRelease } from './core/wire.js';
import type { Station } from './station.js';

/**
 * When the station next wants `deadlineReached`: epoch milliseconds of the shell's clock, Infinity for never.
 * Cost: one look at each connector.
 */
export function nextDeadline(station: Station): number {
  return shellTime(station, station.power === 'off' ? station.powerOnAt : nextOwnDeadline(station));
}

function nextOwnDeadline(station: Station): number {
  const { connection, rpc, reservations, heldFrames, jobs } = station;
  let next = Math.min(connection.retryAt, station.heartbeatAt, station.alignedAt);
  next = Math.min(next, station.profilesChangeAt, station.shareAgainAt);
  if (connection.state === 'open') next = Math.min(next, station.bootAt);
  if (rpc.outstanding !== null) next = Math.min(next, rpc.outstanding.deadline);
  else next = Math.min(next, retryOfQueue(station));
  if (station.reset !== null) next = Math.min(next, station.reset.offAt);
  for (const { expiresAt } of reservations) next = Math.min(next, expiresAt);
  if (station.certificates !== null) next = Math.min(next, nextCertificateAt(station));
  if (heldFrames.length > 0) next = Math.min(next, nextRelease(heldFrames));
  if (jobs.firmware !== null) next = Math.min(next, jobs.firmware.nextAt);
  if (jobs.diagnostics !== null) next = Math.min(next, jobs.diagnostics.nextAt);
  if (jobs.log !== null) next = Math.min(next, jobs.log.nextAt);
  for (const connector of station.connectors) {
    next = Math.min(next, connector.sampleAt, connector.chargeEndsAt, connector.authorization?.expiresAt ?? Infinity);
  }
  return Math.min(next, nextReportAt(station));
}

/** When the head of the stored queue may be tried again. */
function retryOfQueue(station: Station): number {
  const head = station.transactionMessages[0];
  if (head === undefined || station.connection.state !== 'open' || station.registration !== 'accepted') return Infinity;
  return head.notBefore;
}
