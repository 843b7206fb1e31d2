import type { Station } from './station.js';

/** When the station next wants `deadlineReached`: epoch milliseconds, Infinity for never. Cost: one look at each connector. */
export function nextDeadline(station: Station): number {
  const { connection, rpc } = station;
  let next = Math.min(connection.retryAt, station.heartbeatAt);
  if (connection.state === 'open') next = Math.min(next, station.bootAt);
  if (rpc.outstanding !== null) next = Math.min(next, rpc.outstanding.deadline);
  else next = Math.min(next, retryOfQueue(station));
  for (const connector of station.connectors) {
    next = Math.min(next, connector.sampleAt, connector.chargeEndsAt, connector.authorization?.expiresAt ?? Infinity);
  }
  return next;
}

/** When the head of the transaction queue may be tried again. */
function retryOfQueue(station: Station): number {
  const head = station.transactionMessages[0];
  if (head === undefined || station.connection.state !== 'open' || station.registration !== 'accepted') return Infinity;
  return head.notBefore;
}
