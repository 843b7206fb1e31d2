// What we use of an `ocpp-rpc` server client. The underscored members are its private ones (the version is pinned, and the
// gateway's spec fails when they change): its own reading of messages answers with error codes that OCPP 1.6 does not have.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

export interface RpcClient {
  sendRaw(message: string): void;
  close(options: { code: number; reason: string; force?: boolean }): Promise<unknown>;
  call(action: string, payload: unknown, options: { callTimeoutMs: number }): Promise<unknown>;
  on(event: 'close', listener: (closed: { code: number; reason: string }) => void): void;
  on(event: 'call', listener: (call: { outbound: boolean; payload: [number, string, string, unknown] }) => void): void;
  on(event: 'socketError', listener: (error: Error) => void): void;

  _ws: WebSocket & { _socket: Socket };
  _onMessage(data: Buffer): void;
  /** Hands an answer to the CALL that waits for it; throws when none does. */
  _onCallResult(messageId: string, payload: unknown): void;
  _onCallError(messageId: string, errorCode: string, errorDescription: string, errorDetails: unknown): void;
}

/** As the server hands it over. */
export interface ServerClient extends RpcClient {
  identity: string;
  protocol: string;
  handshake: { request: IncomingMessage };
}
