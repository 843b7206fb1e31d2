// How to connect to the relay, which carries a page's connections to other central systems over one WebSocket.
import type { operations, paths } from './generated/schema.js';

/** On the API's origin. A plain GET of it answers 426 where there is a relay, and 403 where it is turned off. */
export const RELAY_PATH = '/api/v1/relay' satisfies keyof paths;

type OfferedSubprotocol = NonNullable<operations['openRelay']['parameters']['header']>['Sec-WebSocket-Protocol'];

/** To offer in the handshake. */
export const RELAY_SUBPROTOCOL = 'station-relay.v1' satisfies OfferedSubprotocol;
