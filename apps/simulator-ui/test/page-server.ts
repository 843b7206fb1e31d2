// Serves the built page under a policy as strict as production's, and, when asked, a CSMS with answers of a spec's choice.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

export const dist = new URL('../dist/', import.meta.url).pathname;

const types: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; connect-src 'self' ws: wss:";

/** What the CSMS answers to a CALL; undefined: nothing. */
export type Answers = (action: string, payload: Record<string, unknown>) => unknown;

export class PageServer {
  origin = '';
  /** Whether `POST /api/v1/demo-sessions` exists. */
  hasDemo = true;
  /** Whether files go out gzipped, as from a real edge. */
  compresses = false;
  answers: Answers = acceptAll;
  /** Whether the CSMS hangs up on whoever wants to connect. */
  isAway = false;
  /** What a login in front of the page answers; null: there is none. */
  login: (method: string, url: string) => { status: number; body: unknown } | null = () => null;
  /** Script text that runs in the Worker before its own. */
  workerPrelude = '';
  /** Sockets of the stations that are connected. */
  readonly stations = new Set<WebSocket>();
  /** Every CALL that a station sent, and when it came, in epoch ms. */
  readonly calls: { action: string; payload: Record<string, unknown>; at: number }[] = [];
  readonly #http: Server;

  constructor() {
    this.#http = createServer((request, response) => {
      void this.#serve(request.method ?? 'GET', request.url ?? '/').then(({ status, type, body }) => {
        const headers = { 'content-type': type, 'content-security-policy': policy };
        if (!this.compresses) response.writeHead(status, headers).end(body);
        else response.writeHead(status, { ...headers, 'content-encoding': 'gzip' }).end(gzipSync(body));
      });
    });
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'ocpp1.6' });
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.isAway) return socket.destroy();
      return sockets.handleUpgrade(request, socket, head, (station) => this.#takeStation(station));
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const station of this.stations) station.terminate();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #takeStation(station: WebSocket): void {
    this.stations.add(station);
    station.on('close', () => this.stations.delete(station));
    station.on('message', (data) => {
      const [type, id, action, payload] = JSON.parse((data as Buffer).toString()) as [number, string, string, never];
      if (type !== 2) return;
      this.calls.push({ action, payload, at: Date.now() });
      const answer = this.answers(action, payload);
      if (answer !== undefined) station.send(JSON.stringify([3, id, answer]));
    });
  }

  async #serve(method: string, url: string): Promise<{ status: number; type: string; body: string | Buffer }> {
    if (url === '/api/v1/demo-sessions' && method === 'POST' && this.hasDemo) {
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      const body = JSON.stringify({ stationId: 'DEMO-1', idTag: 'DEMO-TAG', ocppPath: '/ocpp/DEMO-1', expiresAt });
      return { status: 201, type: 'application/json', body };
    }
    // The login's paths, where a login is to be played; else the page, as the API's own server answers.
    const login = this.login(method, url);
    if (login !== null) return { status: login.status, type: 'application/json', body: JSON.stringify(login.body) };
    if (url === '/auth/session') return this.#serve(method, '/');
    const name = url === '/' ? 'index.html' : url.slice(1);
    try {
      const file = await readFile(join(dist, name));
      const body = name.includes('station-worker') ? `${this.workerPrelude}${file.toString()}` : file;
      return { status: 200, type: types[extname(name)] ?? 'application/octet-stream', body };
    } catch {
      return { status: 404, type: 'text/plain', body: 'not found' };
    }
  }
}

export function acceptAll(action: string): unknown {
  const currentTime = new Date().toISOString();
  const idTagInfo = { status: 'Accepted' };
  const answers: Record<string, unknown> = {
    Authorize: { idTagInfo },
    BootNotification: { status: 'Accepted', currentTime, interval: 300 },
    Heartbeat: { currentTime },
    StartTransaction: { transactionId: 77, idTagInfo },
    StopTransaction: { idTagInfo },
  };
  return answers[action] ?? {};
}
