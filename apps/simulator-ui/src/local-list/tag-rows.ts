// What the station knows of cards, as tables show it. Pure.
import type { Station, TagInfo } from '@simulator/station';
import { roughDuration } from '../ui/format.js';

export interface TagRow {
  /** As it was sent; the station compares idTags without regard to case (OCPP 1.6 §7.14, CiString20Type). */
  idTag: string;
  status: TagInfo['status'];
  /** '' for none. */
  parentIdTag: string;
  /** In words; '' for never. */
  expires: string;
}

/** `now` is of the CSMS's clock, as the expiry is. */
export function tagRows(entries: Record<string, TagInfo>, now: number): TagRow[] {
  return Object.entries(entries).map(([key, { status, expiresAt, parentIdTag, idTag = key }]) => ({
    idTag,
    status,
    parentIdTag: parentIdTag ?? '',
    expires: expiresAt === null ? '' : expiresAt <= now ? 'expired' : `in ${roughDuration(expiresAt - now)}`,
  }));
}

/** `Reservation 4: connector 1 for card ABC, 12 min left` */
export function reservationWords(reservation: Station['reservations'][number], now: number): string {
  const { reservationId, connectorId, idTag, parentIdTag, expiresAt } = reservation;
  const where = connectorId === 0 ? 'any connector' : `connector ${connectorId}`;
  const group = parentIdTag === null ? '' : ` (group ${parentIdTag})`;
  return `Reservation ${reservationId}: ${where} for card ${idTag}${group}, ${roughDuration(expiresAt - now)} left`;
}
