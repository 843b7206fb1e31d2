// Somebody else's CSMS on loopback, as strange as a test wants it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

export interface FarCsms {
  port: number;
  /** `ws://127.0.0.1:…` or `wss://…` */
  origin: string;
  /** The upgrade requests that came. */
  requests: IncomingMessage[];
  stop(): Promise<void>;
}

interface Behaviour {
  tls?: TlsOptions;
  /** Which subprotocol to choose; false: none. */
  choose?: (offered: Set<string>) => string | false;
  connected?: (socket: WebSocket, request: IncomingMessage) => void;
  /** Instead of the handshake. */
  upgrade?: (request: IncomingMessage, socket: Duplex) => void;
  request?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Speaks WebSocket and echoes, unless told otherwise. */
export async function startFarCsms(behaviour: Behaviour = {}): Promise<FarCsms> {
  const { tls, choose = (offered) => [...offered][0] ?? false, connected = echo } = behaviour;
  const server = tls === undefined ? createServer() : createSecureServer(tls);
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols: choose });
  const requests: IncomingMessage[] = [];
  if (behaviour.request !== undefined) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      requests.push(request);
      behaviour.request?.(request, response);
    });
  } else {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      requests.push(request);
      if (behaviour.upgrade !== undefined) return behaviour.upgrade(request, socket);
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on('error', () => {});
        connected(webSocket, request);
      });
    });
  }
  const { port, stop } = await listen(server);
  return { port, origin: `${tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${port}`, requests, stop };
}

/** A server that does this to each connection, and nothing else. */
export async function startTcpServer(act: (socket: Socket) => void): Promise<FarCsms> {
  const { port, stop } = await listen(createTcpServer(act));
  return { port, origin: `ws://127.0.0.1:${port}`, requests: [], stop };
}

async function listen(server: Server): Promise<{ port: number; stop: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

function echo(socket: WebSocket): void {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
}
