// Sockets of Node, by `ws`: lean (no compression, shared listeners), and with what a browser cannot do: headers, Basic
// authentication, pings, and the true reason of a failure.
import { STATUS_CODES } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { createSecureContext } from 'node:tls';
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import { ABNORMAL_CLOSURE, CLOSE_TIMEOUT_MS } from '../link.js';
import type { OpenSocket, SocketOwner, StationSocket } from '../socket.js';

export interface NodeSocketOptions {
  /** HTTP Basic, the station's id is the user name (OCPP security whitepaper, profile 1). */
  password?: string;
  headers?: Record<string, string>;
  /** For wss. */
  tls?: TlsOptions;
}

/** PEM texts. */
export interface TlsOptions {
  /** Certificates to trust instead of the system's. */
  ca?: string;
  /** The station's own certificate, with the chain above it (security profile 3), and its private key. */
  cert?: string;
  key?: string;
}

/** How much of a refusal's body is quoted. */
const MAX_QUOTED = 300;

/** @throws Error when the certificate or its key cannot be used */
export function nodeSockets(options: NodeSocketOptions = {}): OpenSocket {
  const { headers = {}, tls } = options;
  // Shared: a context of its own costs each connection tens of kilobytes.
  const secure = { secureContext: createSecureContext({ ...tls }) };
  return ({ url, subprotocol, stationId, password = options.password }, owner) => {
    const basic = password === undefined ? {} : { Authorization: basicAuthorization(stationId, password) };
    const socket = new NodeSocket(url, [subprotocol], {
      perMessageDeflate: false,
      followRedirects: false,
      // One bad character in a message must not cost the connection: the engine answers what it cannot read.
      skipUTF8Validation: true,
      headers: { ...basic, ...headers },
      ...(url.startsWith('wss:') ? secure : {}),
    });
    socket.owner = owner;
    socket.on('open', opened);
    socket.on('message', received);
    socket.on('error', failed);
    socket.on('close', closed);
    socket.on('unexpected-response', refused);
    socket.on('pong', ponged);
    return new NodeStationSocket(socket);
  };
}

const basicAuthorization = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;

class NodeSocket extends WebSocket {
  owner: SocketOwner | null = null;
  failure = '';
}

// Shared by all sockets: `this` is the one it is about.

const ownOf = (socket: WebSocket) => socket as NodeSocket;

function opened(this: WebSocket): void {
  ownOf(this).owner?.socketOpened(this.protocol);
}

function received(this: WebSocket, data: RawData, isBinary: boolean): void {
  const bytes = data as Buffer;
  if (isBinary) ownOf(this).owner?.binaryReceived(bytes.byteLength);
  else ownOf(this).owner?.textReceived(bytes.toString('utf8'));
}

function failed(this: WebSocket, error: Error): void {
  // An AggregateError (several addresses tried) has its reasons inside.
  const inner =
    error instanceof AggregateError ? (error.errors as Error[]).map(({ message }) => message).join('; ') : '';
  const { code } = error as NodeJS.ErrnoException;
  const message = inner || error.message;
  ownOf(this).failure ||= code === undefined || message.includes(code) ? message : `${message} (${code})`;
}

function closed(this: WebSocket, code: number, reason: Buffer): void {
  ownOf(this).owner?.socketClosed(
    code,
    reason.toString('utf8') || (code === ABNORMAL_CLOSURE ? ownOf(this).failure : ''),
  );
}

function refused(this: WebSocket, _request: ClientRequest, response: IncomingMessage): void {
  const { statusCode = 0 } = response;
  const status =
    `The CSMS answered HTTP ${statusCode} ${response.statusMessage ?? STATUS_CODES[statusCode] ?? ''}`.trim();
  let body = '';
  const done = () => {
    ownOf(this).failure ||=
      body === '' ? status : `${status}: ${body.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_QUOTED)}`;
    this.terminate();
  };
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    body += chunk;
    if (body.length > MAX_QUOTED) done();
  });
  response.on('end', done);
  response.on('error', done);
  response.setTimeout(2_000, done);
}

class NodeStationSocket implements StationSocket {
  readonly #socket: NodeSocket;

  constructor(socket: NodeSocket) {
    this.#socket = socket;
  }

  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text, ignoreError);
  }

  close(code: number, reason: string): void {
    const socket = this.#socket;
    socket.close(code, Buffer.byteLength(reason) > 123 ? '' : reason);
    // The owner stops waiting by then; a peer that never answers must not keep the process alive.
    setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
  }

  ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping(undefined, undefined, ignoreError);
  }

  abandon(): void {
    this.#socket.owner = null;
    this.#socket.terminate();
  }
}

/** A failed send ends in a close, which is reported. */
function ignoreError(): void {}

function ponged(this: WebSocket): void {
  ownOf(this).owner?.pongReceived?.();
}
