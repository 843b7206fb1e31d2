// A small real CSMS on loopback: answers as it is told, and remembers every CALL by station.
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

export interface ReceivedCall {
  station: string;
  action: string;
  payload: Record<string, unknown>;
}

export class CsmsServer {
  /** The station's part of the URL is to be appended. */
  readonly url: string;
  readonly calls: ReceivedCall[] = [];
  readonly upgrades: { at: number; request: IncomingMessage }[] = [];
  readonly sockets = new Map<string, WebSocket>();
  /** By action; a text is the code of a CALLERROR, null is silence. */
  answers: Record<string, object | string | null>;
  readonly #close: () => Promise<void>;

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.#close = close;
    const currentTime = new Date().toISOString();
    this.answers = {
      BootNotification: { status: 'Accepted', currentTime, interval: 300 },
      Heartbeat: { currentTime },
      Authorize: { idTagInfo: { status: 'Accepted' } },
    };
  }

  /** @param password what every station must send; undefined: nothing is asked for */
  static async start({ tls, password }: { tls?: ServerOptions; password?: string } = {}): Promise<CsmsServer> {
    const server = tls === undefined ? createServer() : createTlsServer(tls);
    const webSockets = new WebSocketServer({ noServer: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const csms = new CsmsServer(`${tls === undefined ? 'ws' : 'wss'}://127.0.0.1:${port}/ocpp`, async () => {
      for (const client of webSockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    server.on('upgrade', (request, socket, head) => {
      csms.upgrades.push({ at: performance.now(), request });
      const station = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
      const expected = `Basic ${Buffer.from(`${station}:${password}`).toString('base64')}`;
      if (password !== undefined && request.headers.authorization !== expected) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      webSockets.handleUpgrade(request, socket, head, (client) => csms.#serve(station, client));
    });
    return csms;
  }

  close(): Promise<void> {
    return this.#close();
  }

  of(action: string): ReceivedCall[] {
    return this.calls.filter((call) => call.action === action);
  }

  #serve(station: string, client: WebSocket): void {
    this.sockets.set(station, client);
    client.on('message', (data: Buffer) => {
      const [type, id, action, payload] = JSON.parse(data.toString()) as [
        number,
        string,
        string,
        ReceivedCall['payload'],
      ];
      if (type !== 2) return;
      this.calls.push({ station, action, payload });
      const answer = this.#answerTo(action);
      if (typeof answer === 'string') client.send(JSON.stringify([4, id, answer, '', {}]));
      else if (answer !== null) client.send(JSON.stringify([3, id, answer]));
    });
  }

  #answerTo(action: string): object | string | null {
    if (this.answers[action] !== undefined) return this.answers[action];
    if (action !== 'StartTransaction') return {};
    return { transactionId: this.of('StartTransaction').length, idTagInfo: { status: 'Accepted' } };
  }
}

export async function until(condition: () => boolean, what: string, timeoutMs = 15_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`not in time: ${what}`);
}
