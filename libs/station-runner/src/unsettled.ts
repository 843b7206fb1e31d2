import type { Station } from '@simulator/station';

/** True while something about a transaction is still to be done or to be told to the CSMS. */
export function hasUnsettledTransaction(station: Station): boolean {
  return station.transactionMessages.length > 0 || station.connectors.some(({ transaction }) => transaction !== null);
}

/**
 * True when the CSMS knows of a transaction (or may: the start is on its way) and not of its end. To drop the station now
 * would leave an orphan there.
 */
export function wouldLeaveOrphan(station: Station): boolean {
  const { connectors, transactionMessages } = station;
  if (connectors.some(({ transaction }) => transaction !== null && transaction.transactionId !== null)) return true;
  return transactionMessages.some(
    ({ kind, localId, attempts }) =>
      (kind === 'start' && (attempts > 0 || station.rpc.outstanding?.action === 'StartTransaction')) ||
      (kind === 'stop' && station.transactionIds[localId] !== undefined),
  );
}
