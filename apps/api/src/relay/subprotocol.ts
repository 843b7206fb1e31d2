/** Offered by every page, chosen by us: a newer page and an older server find out at once that they do not fit. */
export const RELAY_SUBPROTOCOL = 'station-relay.v1';
