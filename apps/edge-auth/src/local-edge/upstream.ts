// Passes requests and WebSockets on to the API, with CloudFront's timeouts. Its failures never reach the process.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import {
  UPSTREAM_CONNECT_TIMEOUT_MS,
  UPSTREAM_RESPONSE_TIMEOUT_MS,
  WEBSOCKET_IDLE_TIMEOUT_MS,
} from '@simulator/deployment';
import { createProxyServer } from 'http-proxy-3';
import { errorAnswer, writeAnswer, writeRawAnswer } from './answers.js';
import type { Answer } from './answers.js';

export interface Upstream {
  passRequest(message: IncomingMessage, response: ServerResponse): void;
  passWebSocket(message: IncomingMessage, socket: Socket, head: Buffer): void;
}

const TIMED_OUT = 'ETIMEDOUT';

/** @param headers that its answers get where they do not have them. @param name for people, at the beginning of a sentence. */
export function createUpstream(url: string, headers: Readonly<Record<string, string>>, name: string): Upstream {
  const proxy = createProxyServer({ target: url, xfwd: true });
  const openWebSockets = new WeakSet<IncomingMessage>();

  proxy.on('proxyReq', (request) => {
    const giveUp = (): void => {
      request.destroy(Object.assign(new Error('no answer in time'), { code: TIMED_OUT }));
    };
    request.setTimeout(UPSTREAM_CONNECT_TIMEOUT_MS, giveUp);
    request.on('socket', (socket) => socket.once('connect', () => request.setTimeout(UPSTREAM_RESPONSE_TIMEOUT_MS)));
  });
  proxy.on('proxyRes', (answer, _message, response) => {
    // An answer that breaks off must not look like one that is still to come.
    answer.on('close', () => {
      if (!answer.complete) response.destroy();
    });
    for (const [header, value] of Object.entries(headers)) answer.headers[header.toLowerCase()] ??= value;
  });
  proxy.on('proxyReqWs', (request, message) => request.once('upgrade', () => openWebSockets.add(message)));
  // What befalls a visitor's own socket is reported here and nowhere else; without a listener it would end the process.
  proxy.on('error', (_error, _message, visitor) => void visitor?.destroy());
  proxy.on('open', (socket) => {
    socket.setTimeout(WEBSOCKET_IDLE_TIMEOUT_MS, () => socket.destroy());
  });

  return {
    passRequest(message, response) {
      proxy.web(message, response, {}, (error) => writeAnswer(response, failureAnswer(message, error, name)));
    },
    passWebSocket(message, socket, head) {
      proxy.ws(message, socket, head, {}, (error) => {
        // Once it is open, its end is all that the other side can be told.
        if (openWebSockets.has(message)) socket.destroy();
        else writeRawAnswer(socket, failureAnswer(message, error, name));
      });
    },
  };
}

function failureAnswer(message: IncomingMessage, error: NodeJS.ErrnoException, name: string): Answer {
  if (error.code === TIMED_OUT) return errorAnswer(message, 504, `${name} did not answer in time.`);
  return errorAnswer(message, 502, `${name} cannot be reached (${error.code ?? error.message}). Is it running?`);
}
