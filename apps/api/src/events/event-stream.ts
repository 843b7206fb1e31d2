// One listener's Server-Sent Events (HTML standard §9.2).
import type { Response } from 'express';
import type { LiveEvent } from './live-event.js';

/** A comment at least every 15 s keeps proxies from closing a silent stream. */
const COMMENT_INTERVAL_MS = 10_000;
/** A listener that does not read is cut off, and resumes by Last-Event-ID when it does. */
const MAX_UNREAD_BYTES = 1024 * 1024;
const RECONNECT_MS = 2000;

export class EventStream {
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly response: Response) {
    response.status(200);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    // nginx would collect the events otherwise.
    response.setHeader('X-Accel-Buffering', 'no');
    response.flushHeaders();
    this.write(`retry: ${RECONNECT_MS}\n\n`);
    this.timer = setInterval(() => this.write(': still here\n\n'), COMMENT_INTERVAL_MS).unref();
    response.on('close', () => clearInterval(this.timer));
  }

  send({ sequence, type, stationId, at, data }: LiveEvent): void {
    const text = JSON.stringify({ type, stationId, at: at.toISOString(), ...data });
    this.write(`${idLine(sequence)}event: ${type}\ndata: ${text}\n\n`);
  }

  /** Some events are lost for this listener: it should read again by REST, and goes on from here. */
  sendGap(id: string | null): void {
    this.write(`${idLine(id)}event: gap\ndata: {"type":"gap"}\n\n`);
  }

  /** Where a listener without events yet resumes. */
  sendPosition(id: string | null): void {
    this.write(`${idLine(id)}event: open\ndata: {"type":"open"}\n\n`);
  }

  end(): void {
    clearInterval(this.timer);
    this.response.end();
  }

  private write(text: string): void {
    if (this.response.writableEnded || this.response.destroyed) return;
    if (this.response.writableLength > MAX_UNREAD_BYTES) this.response.destroy();
    else this.response.write(text);
  }
}

// Without an id, who comes back resumes from the last one there was.
const idLine = (id: string | number | null): string => (id === null ? '' : `id: ${id}\n`);
