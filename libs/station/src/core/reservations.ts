// Reservations (OCPP 1.6 §3.11, §5.1, §5.13): they hold a connector, or (connector 0) any one, for a tag or its group.
import { configurationFlag } from '../configuration/read.js';
import type { Connector, Reservation, Station } from '../station.js';
import { connectorById, log, persist } from '../turn.js';
import type { Turn } from '../turn.js';

export type ReservationOutcome = 'Accepted' | 'Faulted' | 'Occupied' | 'Rejected' | 'Unavailable';

/** The reservation of exactly this connector. */
export function reservationOf({ reservations }: Station, connectorId: number): Reservation | undefined {
  return reservations.length === 0 ? undefined : reservations.find((held) => held.connectorId === connectorId);
}

export function reserve(turn: Turn, reservation: Reservation): ReservationOutcome {
  const { station } = turn;
  const outcome = reservation.connectorId === 0 ? checkAny(station, reservation) : checkOne(station, reservation);
  if (outcome !== 'Accepted') return outcome;
  // OCPP 1.6 §5.13: the same reservationId replaces the reservation.
  station.reservations = station.reservations.filter(
    ({ reservationId }) => reservationId !== reservation.reservationId,
  );
  station.reservations.push(reservation);
  persist(turn, 'station');
  return 'Accepted';
}

function checkOne(station: Station, { connectorId, reservationId }: Reservation): ReservationOutcome {
  const connector = connectorById(station, connectorId);
  if (connector === undefined) return 'Rejected';
  const held = reservationOf(station, connectorId);
  if (held !== undefined && held.reservationId === reservationId) return 'Accepted';
  return outcomeOf(connector);
}

function outcomeOf({ status }: Connector): ReservationOutcome {
  if (status === 'Available') return 'Accepted';
  if (status === 'Faulted' || status === 'Unavailable') return status;
  return 'Occupied';
}

/** Connector 0: at least one connector must stay free for this tag. */
function checkAny(station: Station, { reservationId }: Reservation): ReservationOutcome {
  if (!configurationFlag(station, 'ReserveConnectorZeroSupported')) return 'Rejected';
  const others = anyReservations(station).filter((held) => held.reservationId !== reservationId).length;
  const free = station.connectors.filter(({ status }) => status === 'Available').length;
  if (free > others) return 'Accepted';
  const outcomes = station.connectors.map(outcomeOf);
  if (outcomes.every((outcome) => outcome === 'Faulted')) return 'Faulted';
  return outcomes.every((outcome) => outcome === 'Unavailable') ? 'Unavailable' : 'Occupied';
}

function anyReservations({ reservations }: Station): Reservation[] {
  return reservations.filter(({ connectorId }) => connectorId === 0);
}

export function cancelReservation(turn: Turn, reservationId: number): boolean {
  const { station } = turn;
  const left = station.reservations.filter((held) => held.reservationId !== reservationId);
  const found = left.length < station.reservations.length;
  station.reservations = left;
  if (found) persist(turn, 'station');
  return found;
}

export function expireReservations(turn: Turn): void {
  const { station, now } = turn;
  for (const { expiresAt, reservationId } of station.reservations) {
    if (expiresAt > now) continue;
    log(turn, 'info', `Reservation ${reservationId} expired`);
    cancelReservation(turn, reservationId);
  }
}

interface Tag {
  idTag: string;
  parentIdTag: string | null;
}

function isFor(reservation: Reservation, tag: Tag): boolean {
  if (reservation.idTag.toLowerCase() === tag.idTag.toLowerCase()) return true;
  return reservation.parentIdTag !== null && reservation.parentIdTag === tag.parentIdTag;
}

/** The reservation that this tag uses up by starting here, or null. */
export function reservationUsedBy(station: Station, connectorId: number, tag: Tag): Reservation | null {
  const here = reservationOf(station, connectorId);
  if (here !== undefined) return isFor(here, tag) ? here : null;
  return anyReservations(station).find((held) => isFor(held, tag)) ?? null;
}

/** May this tag start here, as far as reservations go? The parent counts only when it is known. */
export function mayStart(station: Station, connector: Connector, tag: Tag): boolean {
  if (station.reservations.length === 0 || reservationUsedBy(station, connector.id, tag) !== null) return true;
  if (reservationOf(station, connector.id) !== undefined) return false;
  const others = anyReservations(station).length;
  const free = station.connectors.filter(({ transaction, available }) => transaction === null && available).length;
  return free > others;
}

/** Could a tag whose parent is not known yet turn out to be the one it is reserved for? */
export function needsParent(station: Station, connector: Connector): boolean {
  return station.reservations.some(
    ({ connectorId, parentIdTag }) => parentIdTag !== null && (connectorId === 0 || connectorId === connector.id),
  );
}
