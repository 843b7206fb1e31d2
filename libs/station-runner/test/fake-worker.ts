// A page and its Worker in one process: messages are cloned, as between real ones, and arrive later.
import type { FromWorker, ToWorker } from '../src/browser/protocol.js';
import type { WorkerPort } from '../src/browser/index.js';
import { startStationWorker } from '../src/browser/worker.js';
import type { WorkerParts, WorkerScope } from '../src/browser/worker.js';
import type { BrowserWebSocket } from '../src/browser/browser-socket.js';
import type { Locks } from '../src/browser/single-worker.js';
import type { StationSocket } from '../src/socket.js';
import type { FakeCsms } from './fake-csms.js';

export interface FakeWorker {
  port: WorkerPort;
  /** As when the tab is closed. */
  terminate(): void;
  /** What the Worker said, in order. */
  said: FromWorker[];
  emitError(message: string): void;
}

export function fakeWorker(csms: FakeCsms, locks: FakeLocks, parts: Partial<WorkerParts>): FakeWorker {
  const toPage: ((event: { data: FromWorker }) => void)[] = [];
  const toWorker: ((event: { data: ToWorker }) => void)[] = [];
  const onError: ((event: { message?: string }) => void)[] = [];
  const said: FromWorker[] = [];
  const lock = locks.client();
  let terminated = false;
  const scope: WorkerScope = {
    postMessage: (message) => {
      if (terminated) return;
      const data = structuredClone(message);
      said.push(data);
      setTimeout(() => toPage.forEach((listener) => listener({ data })), 0);
    },
    addEventListener: (_, listener) => void toWorker.push(listener),
    navigator: { locks: lock },
    WebSocket: webSocketTo(csms, () => terminated),
  };
  const end = startStationWorker(scope, parts);
  const port = {
    postMessage: (message: ToWorker) => {
      const data = structuredClone(message);
      setTimeout(() => terminated || toWorker.forEach((listener) => listener({ data })), 0);
    },
    addEventListener: (type: string, listener: never) => {
      if (type === 'message') toPage.push(listener);
      if (type === 'error') onError.push(listener);
    },
  };
  return {
    port,
    said,
    emitError: (message) => onError.forEach((listener) => listener({ message })),
    terminate: () => {
      terminated = true;
      end();
      lock.release();
    },
  };
}

/** The Web Locks API for several Workers. */
export class FakeLocks {
  #held = false;
  #waiting: (() => void)[] = [];

  client(): Locks & { release(): void } {
    let holds = false;
    let gone = false;
    return {
      request: (_, callback) =>
        new Promise((_resolve, reject) => {
          const grant = () => {
            this.#held = true;
            holds = true;
            callback().catch(reject);
          };
          if (this.#held) this.#waiting.push(() => gone || grant());
          else grant();
        }),
      release: () => {
        gone = true;
        if (!holds) return;
        this.#held = false;
        this.#waiting.shift()?.();
      },
    };
  }
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
