// A WebSocket handshake as a station makes it, with what it is answered.
import type { IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';

export interface HandshakeAnswer {
  /** 101 where it was accepted; 0 where TLS or TCP failed. */
  status: number;
  headers: IncomingHttpHeaders;
  /** Of the problem, where there is one. */
  detail: string;
}

/** Connects a station, tells how that ended, and hangs up. */
export function handshake(origin: string, stationId: string, options: ClientOptions = {}): Promise<HandshakeAnswer> {
  const url = `${origin.replace(/^http/, 'ws')}/ocpp/${encodeURIComponent(stationId)}`;
  const socket = new WebSocket(url, ['ocpp1.6'], options);
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.terminate();
      resolve({ status: 101, headers: {}, detail: '' });
    });
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, detail: (JSON.parse(body) as { detail: string }).detail });
      });
    });
    socket.on('error', ({ message }) => resolve({ status: 0, headers: {}, detail: message }));
  });
}

export const basic = (user: string, password: string | Buffer): string =>
  `Basic ${Buffer.concat([Buffer.from(`${user}:`), Buffer.from(password)]).toString('base64')}`;
