// The border to the runtime's WebSocket.

/** An open or opening WebSocket. Nothing here throws. */
export interface StationSocket {
  send(text: string): void;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Drops the connection without waiting for anybody. */
  abandon(): void;
  /** Sends a WebSocket ping; absent where the runtime cannot (a browser). */
  ping?(): void;
}

/** Who hears of a socket. May be called before `open` returned, and late: the receiver sorts that out. */
export interface SocketOwner {
  socketOpened(subprotocol: string): void;
  textReceived(text: string): void;
  binaryReceived(byteLength: number): void;
  /** The answer to a ping, where there are pings. */
  pongReceived?(): void;
  /** Once, whether it ever opened or not. The reason is what the peer said, or what the runtime knows about a failure. */
  socketClosed(code: number, reason: string): void;
}

export interface SocketRequest {
  url: string;
  subprotocol: string;
  stationId: string;
  /** The password that the CSMS has set (configuration key AuthorizationKey); absent: it has set none. */
  password?: string;
  /** Set: another server opens it, on these terms. */
  relay?: RelayTerms;
}

/** What a relay sends along when it connects for a station; a browser could not. */
export interface RelayTerms {
  headers?: Record<string, string>;
  /** PEM. */
  clientCertificate?: { certificate: string; key: string };
  /** PEM: certificate authorities to trust besides the usual ones. */
  trustedCertificates?: string;
}

/** Opens a WebSocket. @throws Error when the runtime refuses to try (a forbidden port, an insecure URL). */
export type OpenSocket = (request: SocketRequest, owner: SocketOwner) => StationSocket;
