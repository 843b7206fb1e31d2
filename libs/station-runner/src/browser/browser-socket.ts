// The browser's WebSocket. It tells nothing about why a connection failed: code 1006 and no reason is all there is.
import type { OpenSocket, SocketOwner, StationSocket } from '../socket.js';

/** The part of WebSocket that is used. */
export interface BrowserWebSocket {
  readonly protocol: string;
  readonly readyState: number;
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export type BrowserWebSocketConstructor = new (url: string, protocols: string[]) => BrowserWebSocket;

const OPEN = 1;
/** A close frame holds 125 bytes, two of them the code (RFC 6455 §5.5). */
const MAX_REASON_BYTES = 123;

export function browserSockets(WebSocketClass: BrowserWebSocketConstructor): OpenSocket {
  return ({ url, subprotocol }, owner) => {
    const socket = new WebSocketClass(url, [subprotocol]);
    socket.binaryType = 'arraybuffer';
    listen(socket, owner);
    return new BrowserSocket(socket);
  };
}

function listen(socket: BrowserWebSocket, owner: SocketOwner): void {
  socket.onopen = () => owner.socketOpened(socket.protocol);
  socket.onmessage = ({ data }: { data: unknown }) => {
    if (typeof data === 'string') owner.textReceived(data);
    else owner.binaryReceived(data instanceof ArrayBuffer ? data.byteLength : 0);
  };
  socket.onclose = ({ code, reason }: { code: number; reason: string }) => owner.socketClosed(code, reason);
}

class BrowserSocket implements StationSocket {
  readonly #socket: BrowserWebSocket;

  constructor(socket: BrowserWebSocket) {
    this.#socket = socket;
  }

  send(text: string): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(text);
  }

  close(code: number, reason: string): void {
    // Scripts may send 1000 and 3000–4999 only.
    const allowed = code === 1000 || (code >= 3000 && code <= 4999);
    this.#socket.close(allowed ? code : 1000, fitReason(reason));
  }

  abandon(): void {
    this.#socket.onopen = null;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close();
  }
}

/** Cuts a close reason to what fits in a close frame, at a whole character. */
export function fitReason(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  if (bytes.length <= MAX_REASON_BYTES) return reason;
  return new TextDecoder().decode(bytes.slice(0, MAX_REASON_BYTES)).replace(/\uFFFD+$/, '');
}
