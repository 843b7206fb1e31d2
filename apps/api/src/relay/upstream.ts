// One of a page's connections to a server somewhere else.
import { performance } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import type { Outcome } from '../outbound/outbound-connector.js';
import type { RelayServerFrame } from './server-frames.dto.js';

/** What it tells its page's session. */
export interface UpstreamOwner {
  /** Whether nothing more should be read for the page. */
  readonly isFull: boolean;
  send(frame: RelayServerFrame): void;
  /** A text is on its way to the server, or has been given to the network. */
  queued(upstream: Upstream, bytes: number): void;
  ended(upstream: Upstream): void;
}

const CLOSE_TIMEOUT_MS = 2000;
const MAX_REASON_BYTES = 123;
const ABNORMAL = 1006;

export class Upstream {
  private readonly caller = new AbortController();
  private webSocket: WebSocket | null = null;
  private pingTimer: NodeJS.Timeout | undefined;
  private pingSentAt: number | null = null;
  private failure = '';
  private isOver = false;

  /** @param gone called once, when no attempt and no socket of it is left */
  constructor(
    readonly id: string,
    private readonly owner: UpstreamOwner,
    private readonly gone: () => void,
  ) {}

  /** Bytes that the server has not read yet. */
  get bufferedBytes(): number {
    return this.isOpen ? (this.webSocket?.bufferedAmount ?? 0) : 0;
  }

  get isOpen(): boolean {
    return this.webSocket?.readyState === WebSocket.OPEN;
  }

  /** @param connect null for an attempt that was given up before it began */
  async open(
    connect: (signal: AbortSignal) => Promise<Outcome | null>,
    pingIntervalMs: number | undefined,
  ): Promise<void> {
    const outcome = await connect(this.caller.signal);
    const webSocket = outcome?.webSocket ?? null;
    if (webSocket !== null) this.adopt(webSocket);
    else this.gone();
    if (this.isOver) return webSocket?.terminate();
    if (webSocket === null)
      return outcome === null ? undefined : this.end({ type: 'failed', id: this.id, report: outcome.report });
    this.owner.send({ type: 'opened', id: this.id, subprotocol: webSocket.protocol });
    if (!this.owner.isFull) webSocket.resume();
    if (pingIntervalMs !== undefined)
      this.pingTimer = setInterval(() => this.pingAgain(pingIntervalMs), pingIntervalMs);
  }

  private adopt(webSocket: WebSocket): void {
    this.webSocket = webSocket;
    webSocket.on('message', (data, isBinary) => this.received(data, isBinary));
    webSocket.on('pong', () => this.ponged());
    webSocket.on('error', ({ message }) => (this.failure ||= message));
    webSocket.on('close', (code, reason) => {
      this.closed(code, reason.toString('utf8'));
      this.gone();
    });
  }

  /** Of an open one only. */
  send(text: string): void {
    const bytes = Buffer.byteLength(text);
    this.webSocket?.send(text, () => this.owner.queued(this, -bytes));
    this.owner.queued(this, bytes);
  }

  ping(): void {
    // One at a time: what is asked while one is under way is answered by the same pong.
    if (this.pingSentAt !== null) return;
    this.pingSentAt = performance.now();
    this.webSocket?.ping(undefined, undefined, ignoreError);
  }

  close(code: number, reason: string): void {
    if (this.webSocket === null) return this.drop('');
    this.webSocket.close(code, fitReason(reason));
    // What is unread must not keep the server's answer to the close from us.
    this.webSocket.resume();
    setTimeout(() => this.webSocket?.terminate(), CLOSE_TIMEOUT_MS).unref();
  }

  /** Ends it without waiting for anybody. */
  drop(reason: string): void {
    this.caller.abort();
    this.failure = reason;
    this.webSocket?.terminate();
    this.closed(ABNORMAL, '');
  }

  pause(): void {
    this.webSocket?.pause();
  }

  resume(): void {
    this.webSocket?.resume();
  }

  private received(data: RawData, isBinary: boolean): void {
    if (this.isOver) return;
    if (isBinary) return this.close(1003, 'Only text is relayed');
    // With ws's default binaryType a message is one Buffer.
    this.owner.send({ type: 'message', id: this.id, text: (data as Buffer).toString('utf8') });
  }

  private pingAgain(intervalMs: number): void {
    // While nothing is read, no pong is either.
    if (!this.isOpen || this.owner.isFull) return;
    // A ping that the page asked for meanwhile has its whole time too.
    if (this.pingSentAt !== null && performance.now() - this.pingSentAt > intervalMs / 2)
      return this.drop(`No answer to a ping within ${intervalMs / 1000} s`);
    this.ping();
  }

  private ponged(): void {
    if (this.pingSentAt === null) return;
    const latencyMs = Math.round((performance.now() - this.pingSentAt) * 10) / 10;
    this.pingSentAt = null;
    this.owner.send({ type: 'pong', id: this.id, latencyMs });
  }

  private closed(code: number, reason: string): void {
    this.end({ type: 'closed', id: this.id, code, reason: reason === '' && code !== 1000 ? this.failure : reason });
  }

  private end(frame: RelayServerFrame): void {
    if (this.isOver) return;
    this.isOver = true;
    clearInterval(this.pingTimer);
    this.owner.send(frame);
    this.owner.ended(this);
  }
}

/** What fits into a close frame beside its code (RFC 6455 §5.5), at a whole character. */
function fitReason(reason: string): string {
  const bytes = Buffer.from(reason, 'utf8');
  return bytes.length <= MAX_REASON_BYTES
    ? reason
    : bytes.toString('utf8', 0, MAX_REASON_BYTES).replace(/\uFFFD+$/, '');
}

/** A failed ping ends in a close, which is told. */
function ignoreError(): void {}
