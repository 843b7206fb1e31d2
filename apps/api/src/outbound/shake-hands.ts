// The WebSocket handshake over a connection that is there (RFC 6455 §4). Redirects are told, never followed.
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';
import type { HttpReport } from './connection-report.dto.js';
import { Failure } from './failure.js';
import type { Patience } from './failure.js';
import type { PreparedRequest } from './prepare-request.js';
import { certificateAlert } from './secure-socket.js';
import type { AttemptVerdict } from './verdicts.js';

const BODY_TIMEOUT_MS = 1500;
const MAX_BODY_BYTES = 4096;
const MAX_EXCERPT_LENGTH = 500;
const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_HEADER_LENGTH = 500;

export interface Handshake {
  http: HttpReport | null;
  /** What the server chose, whether or not it may. */
  subprotocol: string | null;
  /** Paused: what comes in one packet with the handshake must wait until somebody listens. */
  result: WebSocket | Failure;
}

export function shakeHands(socket: Socket, request: PreparedRequest, patience: Patience): Promise<Handshake> {
  const webSocket = new WebSocket(request.target.url, request.subprotocols, optionsOf(socket, request));
  let http: HttpReport | null = null;
  let subprotocol: string | null = null;
  return new Promise((resolve) => {
    const giveUp = (): void => webSocket.terminate();
    const settle = (result: WebSocket | Failure): void => {
      patience.signal.removeEventListener('abort', giveUp);
      resolve({ http, subprotocol, result });
    };
    webSocket.on('upgrade', (response) => {
      http = describe(response);
      subprotocol = response.headers['sec-websocket-protocol'] ?? null;
    });
    webSocket.once('open', () => {
      webSocket.pause();
      settle(webSocket);
    });
    webSocket.once('unexpected-response', (_request: ClientRequest, response: IncomingMessage) => {
      // It has answered: what is left of the time is for its body, which has a limit of its own.
      patience.signal.removeEventListener('abort', giveUp);
      const refusal = describe(response);
      void readExcerpt(response).then((bodyExcerpt) => {
        http = { ...refusal, bodyExcerpt };
        settle(new Failure(statusVerdict(http.status), `It answers HTTP ${http.status} ${http.statusText}`.trimEnd()));
        giveUp();
      });
    });
    webSocket.on('error', (error: NodeJS.ErrnoException) => {
      settle(patience.failure('noAnswer') ?? failureOf(error, request, http, subprotocol));
    });
    patience.signal.addEventListener('abort', giveUp, { once: true });
    if (patience.signal.aborted) giveUp();
  });
}

function optionsOf(socket: Socket, { headers }: PreparedRequest): ClientOptions {
  return {
    headers,
    createConnection: () => socket,
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    // One bad character in a message must not cost the connection: who reads it answers it.
    skipUTF8Validation: true,
  };
}

function statusVerdict(status: number): AttemptVerdict {
  if (status >= 300 && status < 400) return 'redirected';
  if (status >= 500) return 'serverError';
  return STATUS_VERDICTS[status] ?? (status >= 400 ? 'badRequest' : 'noWebSocket');
}

const STATUS_VERDICTS: Record<number, AttemptVerdict> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  410: 'notFound',
  426: 'upgradeRequired',
  429: 'tooManyRequests',
};

/** What went wrong with the subprotocol is seen in the answer; the library only says it in English. */
function failureOf(
  error: NodeJS.ErrnoException,
  request: PreparedRequest,
  http: HttpReport | null,
  subprotocol: string | null,
): Failure {
  const { code = '', message } = error;
  if (http !== null) {
    if (message.startsWith('Invalid ')) return new Failure('invalidHandshake', message);
    if (subprotocol === null && request.subprotocols.length > 0) {
      return new Failure('noSubprotocol', 'It completes the handshake without choosing a subprotocol');
    }
    if (subprotocol !== null && !request.subprotocols.includes(subprotocol)) {
      return new Failure('wrongSubprotocol', `It chooses the subprotocol ${subprotocol.slice(0, 64)}`);
    }
    return new Failure('invalidHandshake', message);
  }
  const aboutCertificate = certificateAlert(error, request);
  if (aboutCertificate !== null) return aboutCertificate;
  if (code.startsWith('HPE_')) return new Failure('notHttp', `What it answers is no HTTP (${code})`);
  if (['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(code)) {
    return new Failure('connectionReset', 'It hangs up without an answer to the handshake');
  }
  return new Failure('connectionReset', `The handshake failed (${code || message})`);
}

function describe({ statusCode = 0, statusMessage = '', headers }: IncomingMessage): HttpReport {
  const text = (value: string | string[] | undefined): string | null =>
    value === undefined ? null : String(value).slice(0, MAX_HEADER_LENGTH);
  return {
    status: statusCode,
    statusText: statusMessage.slice(0, 100),
    wwwAuthenticate: text(headers['www-authenticate']),
    location: text(headers.location),
    retryAfter: text(headers['retry-after']),
    upgrade: text(headers.upgrade),
    server: text(headers.server),
    contentType: text(headers['content-type']),
    bodyExcerpt: null,
  };
}

/** The beginning of a body that is text, without control characters. */
async function readExcerpt(response: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => response.destroy(), BODY_TIMEOUT_MS);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_BODY_BYTES) break;
    }
  } catch {
    // It broke off: what came until then is the excerpt.
  } finally {
    clearTimeout(timer);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  if (body === '' || body.includes('\0')) return null;
  const excerpt = body.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return excerpt === '' ? null : excerpt.slice(0, MAX_EXCERPT_LENGTH);
}
