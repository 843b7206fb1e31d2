// What the station knows of cards, as tables show it. Pure.
import type { Station, TagInfo } from '@simulator/station';
import { roughDuration } from '../ui/format.js';

export interface TagRow {
  idTag: string;
  status: TagInfo['status'];
  /** Expiry and parent, in words. */
  details: string;
}

/** `now` is of the CSMS's clock, as the expiry is. */
export function tagRows(entries: Record<string, TagInfo>, now: number): TagRow[] {
  return Object.entries(entries).map(([idTag, { status, expiresAt, parentIdTag }]) => {
    const details = [
      ...(expiresAt === null ? [] : [expiresAt <= now ? 'expired' : `expires in ${roughDuration(expiresAt - now)}`]),
      ...(parentIdTag === null ? [] : [`group ${parentIdTag}`]),
    ];
    return { idTag, status, details: details.join(', ') };
  });
}

/** `Reservation 4: connector 1 for card ABC, 12 min left` */
export function reservationWords(reservation: Station['reservations'][number], now: number): string {
  const { reservationId, connectorId, idTag, parentIdTag, expiresAt } = reservation;
  const where = connectorId === 0 ? 'any connector' : `connector ${connectorId}`;
  const group = parentIdTag === null ? '' : ` (group ${parentIdTag})`;
  return `Reservation ${reservationId}: ${where} for card ${idTag}${group}, ${roughDuration(expiresAt - now)} left`;
}
