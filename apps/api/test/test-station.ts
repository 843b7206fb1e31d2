// A station on a plain WebSocket, driven frame by frame.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Json } from './json.js';

type Frame = [number, string, ...unknown[]];

const TIMEOUT_MS = 20_000;

export class TestStation {
  /** Everything that arrived, as text. */
  readonly received: string[] = [];
  private readonly waiting: ((text: string) => void)[] = [];
  private read = 0;
  private nextId = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => {
      this.received.push(data.toString('utf8'));
      this.hand();
    });
  }

  static async connect(origin: string, path: string, protocols: string[] = ['ocpp1.6']): Promise<TestStation> {
    const station = new TestStation(new WebSocket(origin.replace(/^http/, 'ws') + path, protocols));
    await once(station.socket, 'open');
    return station;
  }

  /** Sends a CALL and returns the payload of its CALLRESULT, or the whole CALLERROR. */
  async call(action: string, payload: unknown, messageId = `m${this.nextId++}`): Promise<Json> {
    this.send([2, messageId, action, payload]);
    const answer = await this.next();
    if (answer[1] !== messageId) throw new Error(`answer to ${String(answer[1])} instead of ${messageId}`);
    return answer[0] === 3 ? answer[2] : answer;
  }

  send(frame: unknown): void {
    this.sendText(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  /** The next frame that arrives. */
  async next(): Promise<Frame> {
    return JSON.parse(await this.nextText()) as Frame;
  }

  nextText(): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no frame within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
      this.waiting.push((text) => {
        clearTimeout(timer);
        resolve(text);
      });
      this.hand();
    });
  }

  /** Resolves with the close code. */
  async closed(): Promise<number> {
    if (this.socket.readyState === WebSocket.CLOSED) throw new Error('closed before anybody waited for it');
    const [code] = (await once(this.socket, 'close')) as [number];
    return code;
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }

  private hand(): void {
    while (this.waiting.length > 0 && this.read < this.received.length) {
      this.waiting.shift()?.(this.received[this.read++] as string);
    }
  }
}

export const boot = { chargePointVendor: 'Vendor', chargePointModel: 'Model' };

/** Waits until a condition holds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${TIMEOUT_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
