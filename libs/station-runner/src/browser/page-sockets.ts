// Which way a station of a page goes: a socket of its own, or the relay's one. A browser has only so many sockets.
import type { OpenSocket, SocketOwner, SocketRequest, StationSocket } from '../socket.js';
import { browserSockets } from './browser-socket.js';
import type { BrowserWebSocketConstructor } from './browser-socket.js';
import { relaySockets } from './relay-sockets.js';
import type { RelayAddress } from './relay-sockets.js';

/** Chromium opens at most 255 WebSockets; some room for the page itself and for those that close. */
export const MAX_DIRECT_SOCKETS = 200;

/** @param relay null: this page's server has none */
export function pageSockets(WebSocketClass: BrowserWebSocketConstructor, relay: RelayAddress | null): OpenSocket {
  const direct = new CountedSockets(browserSockets(WebSocketClass));
  const relayed = relay === null ? null : relaySockets(WebSocketClass, relay);
  return (request, owner) => {
    if (request.relay === undefined) return direct.open(request, owner);
    if (relayed === null) throw new Error('This page knows no relay. Let the station connect by itself');
    return relayed(request, owner);
  };
}

class CountedSockets {
  readonly #openSocket: OpenSocket;
  #count = 0;

  constructor(openSocket: OpenSocket) {
    this.#openSocket = openSocket;
  }

  open(request: SocketRequest, owner: SocketOwner): StationSocket {
    if (this.#count >= MAX_DIRECT_SOCKETS) {
      throw new Error(
        `${MAX_DIRECT_SOCKETS} stations of this page have sockets of their own, and a browser opens few more. ` +
          'Let this one connect through the relay, which carries thousands over one socket',
      );
    }
    let isCounted = true;
    const release = (): void => {
      if (isCounted) this.#count -= 1;
      isCounted = false;
    };
    const socket = this.#openSocket(request, {
      socketOpened: (subprotocol) => owner.socketOpened(subprotocol),
      textReceived: (text) => owner.textReceived(text),
      binaryReceived: (byteLength) => owner.binaryReceived(byteLength),
      socketClosed: (code, reason) => {
        release();
        owner.socketClosed(code, reason);
      },
    });
    this.#count += 1;
    return {
      send: (text) => socket.send(text),
      close: (code, reason) => socket.close(code, reason),
      abandon: () => {
        release();
        socket.abandon();
      },
    };
  }
}
