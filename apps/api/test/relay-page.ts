// A page at the relay, driven frame by frame.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';
import type { Json } from './json.js';
import { until } from './test-station.js';

export class RelayPage {
  /** Everything that arrived. */
  readonly frames: Json[] = [];

  private constructor(readonly socket: WebSocket) {
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString('utf8'))));
  }

  static async connect(origin: string, options: ClientOptions = {}): Promise<RelayPage> {
    const url = `${origin.replace(/^http/, 'ws')}/api/v1/relay`;
    const page = new RelayPage(new WebSocket(url, ['station-relay.v1'], options));
    await once(page.socket, 'open');
    return page;
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Opens a connection and returns `opened` or `failed`. */
  async open(id: string, url: string, more: object = {}): Promise<Json> {
    this.send({ type: 'open', id, url, subprotocols: ['ocpp1.6'], ...more });
    return this.next(id, 'opened', 'failed');
  }

  /** The first frame of one of these types for this id, which is taken out. */
  async next(id: string | null, ...types: string[]): Promise<Json> {
    const isIt = (frame: Json): boolean => frame.id === id && types.includes(frame.type as string);
    await until(() => this.frames.some(isIt), `${types.join(' or ')} of ${id}`);
    return this.frames.splice(this.frames.findIndex(isIt), 1)[0];
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.terminate();
    await closed;
  }
}
