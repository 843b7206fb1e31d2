// The relay's WebSocket: for a page that cannot send headers, pings or client certificates, and opens 255 sockets at most.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { AuthGuard } from '../auth/auth.guard.js';
import type { Principal } from '../auth/principal.js';
import { ENVIRONMENT } from '../config/environment.js';
import type { Environment } from '../config/environment.js';
import { isSameOrigin } from '../http/origin.js';
import { ProblemException } from '../http/problem.js';
import { refuseUpgrade } from '../http/upgrade-refusal.js';
import type { UpgradeHandler } from '../http/upgrades.js';
import { Log } from '../logging/log.js';
import { Metrics } from '../metrics/metrics.js';
import { OutboundConnector } from '../outbound/outbound-connector.js';
import type { Outcome } from '../outbound/outbound-connector.js';
import type { PreparedRequest } from '../outbound/prepare-request.js';
import { Slots } from '../outbound/slots.js';
import { Drain } from '../replicas/drain.js';
import { RelaySession } from './relay-session.js';
import type { SessionLimits } from './relay-session.js';
import { RELAY_SUBPROTOCOL } from './subprotocol.js';

const MIB = 1024 * 1024;
/** Of one frame of a page: a text of 1 Mi characters, escaped. */
const MAX_FRAME_BYTES = 8 * MIB;
const CLOSE_RESTART = 1012;
const CLOSE_TIMEOUT_MS = 2000;

@Injectable()
export class RelayGateway implements UpgradeHandler, BeforeApplicationShutdown {
  /** Tests make them small. */
  limits: SessionLimits = {
    handshakes: 50,
    page: { high: 4 * MIB, low: MIB },
    upstream: { high: MIB, low: MIB / 4, total: 16 * MIB },
    stallMs: 10_000,
    keepAliveMs: 30_000,
  };
  pageSlots = new Slots(32, 500);
  upstreamSlots = new Slots(2500, 5000);

  private readonly webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => RELAY_SUBPROTOCOL,
  });
  private readonly sessions = new Set<RelaySession>();
  private readonly attempts: Counter<'verdict'>;
  private readonly messages: Counter<'direction'>;
  private stopping = false;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly guard: AuthGuard,
    private readonly connector: OutboundConnector,
    private readonly drain: Drain,
    private readonly log: Log,
    { registry }: Metrics,
  ) {
    drain.onClosing((deadlineAt) => this.closeAll(Math.min(deadlineAt, Date.now() + CLOSE_TIMEOUT_MS)));
    const registers = [registry];
    const attempts = 'Connections that pages wanted through the relay, by what came of them.';
    this.attempts = new Counter({
      name: 'relay_connections_total',
      help: attempts,
      labelNames: ['verdict'],
      registers,
    });
    const messages = 'Messages relayed: in from servers, out to them.';
    this.messages = new Counter({ name: 'relay_messages_total', help: messages, labelNames: ['direction'], registers });
    const gauge = (name: string, help: string, read: () => number): void => {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    };
    gauge('relay_pages', 'Pages that are connected to the relay.', () => this.sessions.size);
    gauge(
      'relay_open_connections',
      'Connections that the relay has open or opening for them.',
      () => this.upstreamSlots.taken,
    );
    gauge('relay_buffered_bytes', 'What waits for pages and servers that do not read.', () => this.bufferedBytes);
  }

  /** What waits for pages and servers that do not read. */
  get bufferedBytes(): number {
    return [...this.sessions].reduce((sum, session) => sum + session.bufferedBytes, 0);
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const headers: Record<string, string> = {};
    try {
      const principal = await this.admit(request, headers);
      const giveBack = this.pageSlots.take(principal.name);
      if (giveBack === null) throw new ProblemException(429, 'Too many pages use the relay; close some of them');
      socket.once('close', giveBack);
      // It may have ended while we asked who it is.
      if (socket.destroyed) return giveBack();
      this.webSockets.handleUpgrade(request, socket, head, (page) => this.accept(page, principal));
    } catch (error) {
      if (!(error instanceof ProblemException)) throw error;
      refuseUpgrade(socket, error.getStatus(), error.message, headers);
    }
  }

  /** @throws ProblemException for who may not use it, with headers of the answer. */
  private async admit(request: IncomingMessage, headers: Record<string, string>): Promise<Principal> {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket' || request.method !== 'GET') {
      throw new ProblemException(400, 'Only a WebSocket upgrade is served here');
    }
    // Browsers let every page open WebSockets to every server, this machine's own included.
    if (!isSameOrigin(request, this.environment.origins)) {
      throw new ProblemException(403, 'A page of another origin may not use the relay; ALLOWED_ORIGINS can allow it');
    }
    const answer = { setHeader: (name: string, value: string): unknown => (headers[name] = value) };
    const principal = await this.guard.admit(request, answer, 'operator');
    this.connector.assertOn();
    if (this.stopping || this.drain.isDraining) throw new ProblemException(503, 'The server is stopping');
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!offered.includes(RELAY_SUBPROTOCOL)) {
      throw new ProblemException(400, `The relay speaks the subprotocol ${RELAY_SUBPROTOCOL}; offer it`);
    }
    return principal;
  }

  private accept(page: WebSocket, { name: principal }: Principal): void {
    const session = new RelaySession(page, {
      limits: this.limits,
      connect: (request, signal) => this.connect(request, signal),
      takeSlot: () => this.upstreamSlots.take(principal),
      passed: (direction) => this.messages.inc({ direction }),
      rejected: (verdict) => this.attempts.inc({ verdict }),
      failed: (error) => this.log.error({ error, principal }, 'the relay failed'),
    });
    this.sessions.add(session);
    this.log.info({ principal }, 'relay: page connected');
    page.on('close', (code) => {
      this.sessions.delete(session);
      this.log.info({ principal, code }, 'relay: page disconnected');
    });
  }

  /** What passes through is never logged, nor are credentials; path and query of a URL may hold some. */
  private async connect(request: PreparedRequest, signal: AbortSignal): Promise<Outcome> {
    const outcome = await this.connector.connect(request, signal);
    const { verdict } = outcome.report;
    this.attempts.inc({ verdict });
    this.log.debug({ target: request.target.origin, verdict }, 'relay: connection');
    return outcome;
  }

  private async closeAll(deadlineAt: number): Promise<void> {
    for (const session of this.sessions) session.close(CLOSE_RESTART, 'The server restarts');
    while (this.sessions.size + this.upstreamSlots.taken > 0 && Date.now() < deadlineAt) await delay(20);
    for (const session of this.sessions) session.terminate();
  }

  /** Runs before HTTP closes, which would wait for our sockets. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.closeAll(Date.now() + CLOSE_TIMEOUT_MS);
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
