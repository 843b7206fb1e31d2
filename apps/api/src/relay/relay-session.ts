// One page's relay: many connections over one socket, with back-pressure both ways.
import pLimit from 'p-limit';
import type { RawData, WebSocket } from 'ws';
import type { Outcome } from '../outbound/outbound-connector.js';
import { prepareRequest } from '../outbound/prepare-request.js';
import type { PreparedRequest } from '../outbound/prepare-request.js';
import { rejectionOf } from '../outbound/rejection.js';
import type { RejectionVerdict } from '../outbound/verdicts.js';
import type { RelayClientFrame, RelayOpen } from './client-frames.dto.js';
import { readFrame } from './read-frame.js';
import type { RelayErrorCode, RelayServerFrame } from './server-frames.dto.js';
import { RELAY_SUBPROTOCOL } from './subprotocol.js';
import { Upstream } from './upstream.js';
import type { UpstreamOwner } from './upstream.js';

/** What a session needs of the world. */
export interface SessionServices {
  connect(request: PreparedRequest, signal: AbortSignal): Promise<Outcome>;
  /** Leave for one more connection: how to give it back, or null. */
  takeSlot(): (() => void) | null;
  passed(direction: 'in' | 'out'): void;
  rejected(verdict: RejectionVerdict): void;
  failed(error: unknown): void;
  limits: SessionLimits;
}

export interface SessionLimits {
  /** Handshakes under way at once; the others wait. */
  handshakes: number;
  /** Bytes that the page has not read: above `high` nothing more is read for it, until `low`. */
  page: { high: number; low: number };
  /** Bytes that one server has not read, and all of them together: above it the page is not read. */
  upstream: { high: number; low: number; total: number };
  /** How long the page may be held up by servers that do not read; then the slowest is dropped. */
  stallMs: number;
  keepAliveMs: number;
}

export class RelaySession implements UpstreamOwner {
  private readonly upstreams = new Map<string, Upstream>();
  private readonly handshakes;
  /** Servers that do not keep up. */
  private readonly slow = new Set<Upstream>();
  private queuedBytes = 0;
  private stallTimer: NodeJS.Timeout | undefined;
  private readonly keepAliveTimer: NodeJS.Timeout;
  private isAlive = true;
  isFull = false;

  constructor(
    private readonly page: WebSocket,
    private readonly services: SessionServices,
  ) {
    this.handshakes = pLimit(services.limits.handshakes);
    this.keepAliveTimer = setInterval(() => this.keepAlive(), services.limits.keepAliveMs);
    page.on('message', (data, isBinary) => this.received(data, isBinary));
    page.on('pong', () => (this.isAlive = true));
    page.on('error', () => page.terminate());
    page.on('close', () => this.finish());
  }

  /** What waits for somebody to read it. */
  get bufferedBytes(): number {
    return this.page.bufferedAmount + this.queuedBytes;
  }

  /** Ends the page's socket, and with it all that it has open. */
  close(code: number, reason: string): void {
    this.page.resume();
    this.page.close(code, reason);
  }

  terminate(): void {
    this.page.terminate();
  }

  send(frame: RelayServerFrame): void {
    if (this.page.readyState !== this.page.OPEN) return;
    this.page.send(JSON.stringify(frame), () => this.drained());
    if (frame.type === 'message') this.services.passed('in');
    if (!this.isFull && this.page.bufferedAmount > this.services.limits.page.high) this.setFull(true);
  }

  queued(upstream: Upstream, bytes: number): void {
    const { upstream: limit } = this.services.limits;
    this.queuedBytes += bytes;
    if (upstream.bufferedBytes > limit.high) this.slow.add(upstream);
    else if (upstream.bufferedBytes <= limit.low) this.slow.delete(upstream);
    this.adjustReading();
  }

  ended(upstream: Upstream): void {
    this.slow.delete(upstream);
    this.upstreams.delete(upstream.id);
    this.adjustReading();
  }

  private get isBlocked(): boolean {
    return this.slow.size > 0 || this.queuedBytes > this.services.limits.upstream.total;
  }

  /** Who cannot pass on what he reads stops reading: the network then tells the sender. */
  private adjustReading(): void {
    if (!this.isBlocked) {
      clearTimeout(this.stallTimer);
      this.stallTimer = undefined;
    } else {
      this.stallTimer ??= setTimeout(() => this.dropSlowest(), this.services.limits.stallMs);
    }
    const mayRead = !this.isBlocked && !this.isFull;
    if (mayRead === this.page.isPaused) this.page[mayRead ? 'resume' : 'pause']();
  }

  /** One server that does not read must not hold up the page's other stations for ever. */
  private dropSlowest(): void {
    this.stallTimer = undefined;
    const [slowest] = [...this.upstreams.values()].sort((a, b) => b.bufferedBytes - a.bufferedBytes);
    // What is left may belong to connections that are closing already.
    if (slowest !== undefined && slowest.bufferedBytes > 0)
      slowest.drop(`The server has read nothing for ${this.services.limits.stallMs / 1000} s`);
    this.adjustReading();
  }

  private setFull(isFull: boolean): void {
    this.isFull = isFull;
    for (const upstream of this.upstreams.values()) upstream[isFull ? 'pause' : 'resume']();
    this.adjustReading();
  }

  private drained(): void {
    this.isAlive = true;
    if (this.isFull && this.page.bufferedAmount <= this.services.limits.page.low) this.setFull(false);
  }

  private keepAlive(): void {
    // While nothing is read from the page, neither is its pong.
    if (!this.isAlive && !this.isBlocked) return this.page.terminate();
    this.isAlive = false;
    if (this.page.readyState === this.page.OPEN) this.page.ping();
  }

  private finish(): void {
    clearInterval(this.keepAliveTimer);
    // 1001, going away, as when a browser's tab is closed.
    for (const upstream of [...this.upstreams.values()]) upstream.close(1001, 'The page is gone');
    clearTimeout(this.stallTimer);
  }

  private received(data: RawData, isBinary: boolean): void {
    this.isAlive = true;
    if (isBinary) return this.refuse(null, 'malformed', 'Frames are text');
    const frame = readFrame((data as Buffer).toString('utf8'));
    if (frame.type === 'error') this.send(frame);
    else this.obey(frame);
  }

  private obey(frame: RelayClientFrame): void {
    const upstream = this.upstreams.get(frame.id);
    if (frame.type === 'open') {
      if (upstream === undefined) return this.open(frame);
      return this.refuse(frame.id, 'idInUse', 'There is a connection of this id; close it first, or choose another');
    }
    if (frame.type === 'close' && upstream !== undefined) return upstream.close(frame.code ?? 1000, frame.reason ?? '');
    if (upstream?.isOpen !== true) return this.refuse(frame.id, 'notOpen', 'There is no open connection of this id');
    if (frame.type === 'ping') return upstream.ping();
    if (frame.type !== 'send') return;
    this.services.passed('out');
    upstream.send(frame.text);
  }

  private open(frame: RelayOpen): void {
    const { id } = frame;
    // Each could open thousands more.
    if (frame.subprotocols.includes(RELAY_SUBPROTOCOL)) {
      return this.reject(frame, 'invalidRequest', 'subprotocols: a relay is not relayed');
    }
    const prepared = prepareRequest(frame);
    if ('problems' in prepared) {
      const summary = prepared.problems.map(({ field, detail }) => `${field}: ${detail}`).join('; ');
      return this.reject(frame, 'invalidRequest', summary);
    }
    const giveBack = this.services.takeSlot();
    if (giveBack === null) {
      return this.reject(frame, 'tooManyConnections', 'This server relays no more connections for you now');
    }
    const upstream = new Upstream(id, this, giveBack);
    this.upstreams.set(id, upstream);
    const connect = (signal: AbortSignal): Promise<Outcome | null> =>
      this.handshakes(async () => (signal.aborted ? null : this.services.connect(prepared, signal)));
    upstream.open(connect, frame.pingIntervalMs).catch((error: unknown) => {
      this.services.failed(error);
      giveBack();
      upstream.drop('The relay failed');
    });
  }

  private reject({ id, url }: RelayOpen, verdict: RejectionVerdict, summary: string): void {
    this.services.rejected(verdict);
    this.send({ type: 'failed', id, report: rejectionOf(url, verdict, summary) });
  }

  private refuse(id: string | null, code: RelayErrorCode, detail: string): void {
    this.send({ type: 'error', id, code, detail });
  }
}
