// Connections that the API opens for a page, all over one WebSocket: with headers, pings and client certificates.
import { addressAndCredentials } from '../station-url.js';
import type { OpenSocket, RelayTerms, SocketOwner, SocketRequest, StationSocket } from '../socket.js';
import type { BrowserWebSocket, BrowserWebSocketConstructor } from './browser-socket.js';

/** Where the relay is: `wss://host/api/v1/relay`, and what to offer in its handshake. */
export interface RelayAddress {
  url: string;
  subprotocol: string;
}

type ToRelay =
  | ({ type: 'open'; id: string; url: string; subprotocols: string[]; basic?: Basic } & RelayTerms)
  | { type: 'send'; id: string; text: string }
  | { type: 'ping'; id: string }
  | { type: 'close'; id: string; code: number; reason: string };

interface Basic {
  username: string;
  password: string;
}

/** What is read of the relay's frames. */
interface FromRelay {
  type?: 'opened' | 'failed' | 'message' | 'pong' | 'closed' | 'error';
  id?: string | null;
  subprotocol?: string;
  report?: { summary?: string; remedy?: string };
  text?: string;
  code?: number | string;
  reason?: string;
  detail?: string;
}

const OPEN = 1;
const ABNORMAL_CLOSURE = 1006;

/** Opens sockets through the relay; its own WebSocket is opened with the first and again after it was lost. */
export function relaySockets(WebSocketClass: BrowserWebSocketConstructor, address: RelayAddress): OpenSocket {
  const line = new RelayLine(WebSocketClass, address);
  return (request, owner) => line.open(request, owner);
}

class RelayLine {
  readonly #WebSocketClass: BrowserWebSocketConstructor;
  readonly #address: RelayAddress;
  readonly #owners = new Map<string, SocketOwner>();
  #socket: BrowserWebSocket | null = null;
  /** What is to be sent when it is open. */
  #waiting: ToRelay[] = [];
  #lastId = 0;

  constructor(WebSocketClass: BrowserWebSocketConstructor, address: RelayAddress) {
    this.#WebSocketClass = WebSocketClass;
    this.#address = address;
  }

  open(request: SocketRequest, owner: SocketOwner): StationSocket {
    const id = String((this.#lastId += 1));
    this.#owners.set(id, owner);
    this.#send(openFrame(id, request));
    return {
      send: (text) => this.#send({ type: 'send', id, text }),
      ping: () => this.#send({ type: 'ping', id }),
      close: (code, reason) => this.#send({ type: 'close', id, code, reason }),
      abandon: () => {
        if (this.#owners.delete(id)) this.#send({ type: 'close', id, code: 1000, reason: '' });
      },
    };
  }

  #send(frame: ToRelay): void {
    if (this.#socket === null) {
      // Whatever else belongs to connections that went with the old socket.
      if (frame.type !== 'open') return;
      this.#socket = this.#connect();
    }
    if (this.#socket.readyState === OPEN) this.#socket.send(JSON.stringify(frame));
    else this.#waiting.push(frame);
  }

  #connect(): BrowserWebSocket {
    const socket = new this.#WebSocketClass(this.#address.url, [this.#address.subprotocol]);
    let wasOpen = false;
    socket.onopen = () => {
      wasOpen = true;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const frame of waiting) socket.send(JSON.stringify(frame));
    };
    socket.onmessage = ({ data }: { data: unknown }) => {
      if (typeof data === 'string') this.#receive(data);
    };
    socket.onclose = ({ reason }: { reason: string }) => this.#lost(wasOpen, reason);
    return socket;
  }

  #receive(data: string): void {
    const frame = readFrame(data);
    const owner = typeof frame?.id === 'string' ? this.#owners.get(frame.id) : undefined;
    if (frame === null || owner === undefined) return;
    if (frame.type === 'message') owner.textReceived(frame.text ?? '');
    else if (frame.type === 'opened') owner.socketOpened(frame.subprotocol ?? '');
    else if (frame.type === 'pong') owner.pongReceived?.();
    else {
      const why = endOf(frame);
      if (why === null) return;
      this.#owners.delete(frame.id!);
      // The relay keeps a connection of which it refuses one frame: the two must not disagree about it.
      if (frame.type === 'error') this.#send({ type: 'close', id: frame.id!, code: 1000, reason: '' });
      owner.socketClosed(...why);
    }
  }

  #lost(wasOpen: boolean, reason: string): void {
    const owners = [...this.#owners.values()];
    this.#owners.clear();
    this.#waiting = [];
    this.#socket = null;
    const what = wasOpen
      ? 'The connection to the relay was lost'
      : 'The relay of this page’s server could not be reached: it may be turned off (OUTBOUND_CONNECTIONS), or need the role operator';
    for (const owner of owners) owner.socketClosed(ABNORMAL_CLOSURE, reason === '' ? what : `${what} (${reason})`);
  }
}

function openFrame(id: string, { url, subprotocol, stationId, password, relay = {} }: SocketRequest): ToRelay {
  const { address, credentials } = addressAndCredentials(url);
  const username = credentials?.username || stationId;
  const secret = credentials?.password || password;
  const basic = secret === undefined ? {} : { basic: { username, password: secret } };
  return { type: 'open', id, url: address, subprotocols: [subprotocol], ...basic, ...relay };
}

/** Code and reason with which a connection ended; null: it has not. */
function endOf({ type, report, code, reason, detail }: FromRelay): [number, string] | null {
  if (type === 'failed') return [ABNORMAL_CLOSURE, [report?.summary, report?.remedy].filter(Boolean).join(' ')];
  if (type === 'closed') return [Number(code), reason ?? ''];
  // A connection that the relay does not have, or an open that it did not take.
  return type === 'error' ? [ABNORMAL_CLOSURE, detail ?? 'The relay refused'] : null;
}

function readFrame(data: string): FromRelay | null {
  try {
    return JSON.parse(data) as FromRelay;
  } catch {
    return null;
  }
}
