// One attempt of one station to connect, from the first try to the close. Whatever the runtime's socket does (opens late,
// closes twice, speaks before it is open, never answers), the station hears of it once and in order.
import type { OpenSocket, SocketOwner, SocketRequest, StationSocket } from './socket.js';

export const CONNECT_TIMEOUT_MS = 15_000;
export const CLOSE_TIMEOUT_MS = 5_000;
/** WebSocket close code of a connection that ended without a closing handshake (RFC 6455 §7.1.5). */
export const ABNORMAL_CLOSURE = 1006;

export type LinkState = 'queued' | 'connecting' | 'open' | 'closing' | 'closed';

export interface LinkListener<T> {
  linkOpened(target: T, subprotocol: string): void;
  linkReceived(target: T, text: string): void;
  linkClosed(target: T, link: Link<T>, code: number, reason: string, wasOpen: boolean): void;
  /** Something odd that a person should be able to read. */
  linkNoticed(target: T, text: string): void;
  /** The handshake is over, well or not: another one may start. */
  handshakeEnded(): void;
  now(): number;
}

export class Link<T> implements SocketOwner {
  state: LinkState = 'queued';
  wasOpen = false;
  /** When the runner must stop waiting for the other side; Infinity: it doesn't wait. */
  deadline = Infinity;
  #socket: StationSocket | null = null;
  #pingSeconds = '0';
  #pingIntervalMs = 0;
  #awaitsPong = false;
  readonly #listener: LinkListener<T>;
  readonly target: T;
  readonly request: SocketRequest;

  constructor(listener: LinkListener<T>, target: T, request: SocketRequest) {
    this.#listener = listener;
    this.target = target;
    this.request = request;
  }

  start(open: OpenSocket): void {
    if (this.state !== 'queued') return;
    this.state = 'connecting';
    this.deadline = this.#listener.now() + CONNECT_TIMEOUT_MS;
    try {
      const socket = open(this.request, this);
      // It may have failed already, inside `open`.
      if (this.#isClosed()) socket.abandon();
      else this.#socket = socket;
    } catch (error) {
      this.#end(ABNORMAL_CLOSURE, error instanceof Error ? error.message : String(error));
    }
  }

  send(text: string): void {
    if (this.state === 'open') this.#socket?.send(text);
  }

  close(code: number, reason: string): void {
    if (this.state === 'queued') return this.#end(code, reason);
    if (this.state === 'closing' || this.state === 'closed') return;
    if (this.state === 'connecting') this.#listener.handshakeEnded();
    this.state = 'closing';
    this.deadline = this.#listener.now() + CLOSE_TIMEOUT_MS;
    this.#socket?.close(code, reason);
  }

  /** Ends it now; the station hears nothing more of it. */
  abandon(): void {
    const { state } = this;
    this.state = 'closed';
    this.deadline = Infinity;
    this.#socket?.abandon();
    if (state === 'connecting') this.#listener.handshakeEnded();
  }

  /**
   * Pings an open connection this often, and drops one that has not answered by the next ping. Called after every step.
   * @param seconds as the configuration key has it; 0: no pings
   */
  setPingInterval(seconds: string): void {
    if (this.#pingSeconds === seconds || this.state !== 'open' || this.#socket?.ping === undefined) return;
    this.#pingSeconds = seconds;
    const intervalMs = 1000 * Number(seconds);
    this.#pingIntervalMs = intervalMs;
    this.#awaitsPong = false;
    this.deadline = intervalMs > 0 ? this.#listener.now() + intervalMs : Infinity;
  }

  /** To be called at `deadline`. */
  timeOut(): void {
    if (this.state === 'open') return this.#ping();
    const waited = this.state === 'connecting' ? 'handshake' : 'close';
    this.#socket?.abandon();
    if (waited === 'close') this.#end(ABNORMAL_CLOSURE, 'The CSMS did not answer the close');
    else this.#end(ABNORMAL_CLOSURE, `No answer to the WebSocket handshake within ${CONNECT_TIMEOUT_MS / 1000} s`);
  }

  socketOpened(subprotocol: string): void {
    if (this.state !== 'connecting') return;
    this.state = 'open';
    this.wasOpen = true;
    this.deadline = Infinity;
    this.#listener.handshakeEnded();
    this.#listener.linkOpened(this.target, subprotocol);
  }

  textReceived(text: string): void {
    if (this.state === 'open') this.#listener.linkReceived(this.target, text);
    else if (this.state === 'connecting') {
      this.#listener.linkNoticed(this.target, 'A message came before the connection was open; it is ignored');
    }
  }

  binaryReceived(byteLength: number): void {
    if (this.state !== 'open') return;
    this.#listener.linkNoticed(
      this.target,
      `A binary message of ${byteLength} bytes came; OCPP-J has text messages only, it is ignored`,
    );
  }

  pongReceived(): void {
    this.#awaitsPong = false;
  }

  socketClosed(code: number, reason: string): void {
    this.#end(code, reason);
  }

  #ping(): void {
    if (this.#awaitsPong) {
      this.#socket?.abandon();
      return this.#end(ABNORMAL_CLOSURE, `No answer to a ping within ${this.#pingIntervalMs / 1000} s`);
    }
    this.#awaitsPong = true;
    this.deadline = this.#listener.now() + this.#pingIntervalMs;
    this.#socket?.ping?.();
  }

  #isClosed(): boolean {
    return this.state === 'closed';
  }

  #end(code: number, reason: string): void {
    const { state } = this;
    if (state === 'closed') return;
    this.state = 'closed';
    this.deadline = Infinity;
    if (state === 'connecting') this.#listener.handshakeEnded();
    this.#listener.linkClosed(this.target, this, code, reason, this.wasOpen);
  }
}
