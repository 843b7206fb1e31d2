// A page and its Worker in one process: messages are cloned, as between real ones, and arrive later.
import type { FromWorker, ToWorker } from '../src/browser/protocol.js';
import type { WorkerPort } from '../src/browser/index.js';
import { startStationWorker } from '../src/browser/worker.js';
import type { WorkerParts, WorkerScope } from '../src/browser/worker.js';
import type { BrowserWebSocket } from '../src/browser/browser-socket.js';
import type { FakeLocks } from './fake-locks.js';
import type { FakeChannels } from './fake-channels.js';
import type { StationSocket } from '../src/socket.js';
import type { FakeCsms } from './fake-csms.js';

export interface FakeWorker {
  port: WorkerPort;
  /** As when the tab is closed. */
  terminate(): void;
  /** What the Worker said, in order. */
  said: FromWorker[];
  emitError(message: string): void;
  /** It hears nothing any more. */
  hang(): void;
}

/** What the Workers of one browser share. */
export interface FakeOrigin {
  csms: FakeCsms;
  /** Null: an insecure origin has none. */
  locks: FakeLocks | null;
  channels: FakeChannels;
}

export function fakeWorker({ csms, locks, channels }: FakeOrigin, parts: Partial<WorkerParts>): FakeWorker {
  const toPage: ((event: { data: FromWorker }) => void)[] = [];
  const toWorker: ((event: { data: ToWorker }) => void)[] = [];
  const onError: ((event: { message?: string }) => void)[] = [];
  const said: FromWorker[] = [];
  let terminated = false;
  let hangs = false;
  const scope: WorkerScope = {
    postMessage: (message) => {
      if (terminated) return;
      const data = structuredClone(message);
      said.push(data);
      setTimeout(() => toPage.forEach((listener) => listener({ data })), 0);
    },
    addEventListener: (_, listener) => void toWorker.push(listener),
    navigator: locks === null ? {} : { locks },
    BroadcastChannel: channels.classFor(() => hangs),
    WebSocket: webSocketTo(csms, () => terminated),
  };
  const end = startStationWorker(scope, parts);
  const terminate = () => {
    terminated = true;
    end();
  };
  const port = {
    terminate: () => terminate(),
    postMessage: (message: ToWorker) => {
      const data = structuredClone(message);
      setTimeout(() => terminated || hangs || toWorker.forEach((listener) => listener({ data })), 0);
    },
    addEventListener: (type: string, listener: never) => {
      if (type === 'message') toPage.push(listener);
      if (type === 'error') onError.push(listener);
    },
  };
  return {
    port,
    said,
    hang: () => (hangs = true),
    emitError: (message) => onError.forEach((listener) => listener({ message })),
    terminate,
  };
}

function webSocketTo(csms: FakeCsms, isDead: () => boolean): WorkerScope['WebSocket'] {
  return class implements BrowserWebSocket {
    readonly protocol: string;
    readyState = 0;
    binaryType = 'blob';
    onopen: BrowserWebSocket['onopen'] = null;
    onmessage: BrowserWebSocket['onmessage'] = null;
    onclose: BrowserWebSocket['onclose'] = null;
    readonly #socket: StationSocket;

    constructor(url: string, protocols: string[]) {
      this.protocol = protocols[0] ?? '';
      const request = { url, subprotocol: this.protocol, stationId: '' };
      this.#socket = csms.openSocket(request, {
        socketOpened: () => {
          this.readyState = 1;
          this.onopen?.({} as never);
        },
        textReceived: (data) => this.onmessage?.({ data } as never),
        binaryReceived: () => undefined,
        socketClosed: (code, reason) => {
          this.readyState = 3;
          this.onclose?.({ code, reason } as never);
        },
      });
    }

    send(text: string): void {
      if (!isDead()) this.#socket.send(text);
    }

    close(code = 1005, reason = ''): void {
      this.#socket.close(code, reason);
    }
  };
}
