// The Worker's side: the page's own worker file calls `startStationWorker(self)`.
import { systemClock } from '../clock.js';
import type { RunnerClock } from '../clock.js';
import type { OpenSocket } from '../socket.js';
import type { StationStore } from '../store.js';
import type { BrowserWebSocketConstructor } from './browser-socket.js';
import { openIndexedDbStore } from './indexed-db-store.js';
import type { FromWorker, SimulatorFault, ToWorker } from './protocol.js';
import { pageSockets } from './page-sockets.js';
import type { RelayAddress } from './relay-sockets.js';
import type { CallCsms } from './scenario-player.js';
import type { Request } from './serve-request.js';
import { Session, wordsOf } from './session.js';
import { Turn, usualTimes } from './single-worker.js';
import type { Channel, Locks, TurnTimes } from './single-worker.js';

/** The part of DedicatedWorkerGlobalScope that is used. */
export interface WorkerScope {
  postMessage(message: FromWorker): void;
  addEventListener(type: 'message', listener: (event: { data: ToWorker }) => void): void;
  navigator: { locks?: Locks };
  BroadcastChannel: new (name: string) => Channel;
  WebSocket: BrowserWebSocketConstructor;
}

export interface WorkerParts {
  openStore(onClosed: (problem: string) => void): Promise<StationStore>;
  clock: RunnerClock;
  /** Null: this page's server has no relay. */
  relay: RelayAddress | null;
  /** Has the CSMS do what a scenario wants of it; default: a person is asked. */
  callCsms: CallCsms;
  times: TurnTimes;
}

const OTHER_TAB =
  'The simulator is open in another tab or window, and that one runs the stations. Go on there, or use it here instead: ' +
  'stations and running transactions move over as they are. When the other one is closed, this one takes over by itself.';
const UNSAVED_THERE = ' The other one cannot store its stations: they end when it is closed or when you use this one.';
const HANDED_OVER =
  'Another tab or window has asked for the stations and runs them now. Everything was stored for it, and running ' +
  'transactions go on there.';
const ROBBED =
  'Another tab or window has taken the stations, because this one did not answer in time. This one has stopped and stores nothing more.';

/**
 * Runs the stations for the page.
 * @param parts specs bring their own store and clock
 * @returns a function that ends it all at once; a real Worker ends with its page
 */
export function startStationWorker(scope: WorkerScope, parts: Partial<WorkerParts> = {}): () => void {
  const worker = new StationWorker(scope, {
    openStore: openIndexedDbStore,
    clock: systemClock(),
    relay: null,
    callCsms: async () => 'prompt',
    times: usualTimes,
    ...parts,
  });
  scope.addEventListener('message', ({ data }) => worker.receive(data));
  worker.start().catch((error: unknown) => worker.failed(error));
  return () => worker.end();
}

class StationWorker {
  readonly #scope: WorkerScope;
  readonly #parts: WorkerParts;
  readonly #openSocket: OpenSocket;
  /** What the page asked while the stored stations are being read. */
  #waiting: Request[] = [];
  /** Why nothing runs here, once that is known. */
  #blocked: SimulatorFault | null = null;
  #turn: Turn | null = null;
  #session: Session | null = null;
  #isRunning = false;
  /** Counts the starts: what an older one still waits for is nobody's business any more. */
  #start = 0;
  #ended = false;

  constructor(scope: WorkerScope, parts: WorkerParts) {
    this.#scope = scope;
    this.#parts = parts;
    this.#openSocket = pageSockets(scope.WebSocket, parts.relay);
  }

  async start(): Promise<void> {
    const { BroadcastChannel: ChannelClass, navigator } = this.#scope;
    const openChannel = (name: string) => new ChannelClass(name);
    const locks = navigator.locks ?? new (await import('./channel-locks.js')).ChannelLocks(openChannel);
    if (this.#ended) return;
    this.#turn = new Turn(
      locks,
      openChannel,
      {
        granted: () => void this.#run().catch((error: unknown) => this.failed(error)),
        mustWait: ({ unsaved }) =>
          this.#block({ kind: 'otherTab', problem: unsaved ? OTHER_TAB + UNSAVED_THERE : OTHER_TAB }),
        handOver: () => this.#handOver(),
        robbed: () => this.#robbed(),
        failed: (error) => this.failed(error),
        isUnsaved: () => false,
      },
      this.#parts.times,
    );
    this.#turn.start();
  }

  receive(message: ToWorker): void {
    if (message.type === 'useHere') void this.#turn?.take();
    else if (this.#isRunning) this.#session?.receive(message);
    else if (!('request' in message)) return;
    else if (this.#blocked === null) this.#waiting.push(message);
    else this.#post({ type: 'failed', request: message.request, problem: this.#blocked.problem });
  }

  failed(error: unknown): void {
    const problem = `The simulator could not start: ${wordsOf(error)} Load the page again.`;
    this.#block({ kind: 'workerStopped', problem });
  }

  end(): void {
    this.#ended = true;
    this.#start += 1;
    this.#turn?.end();
    this.#session?.abandon();
  }

  async #run(): Promise<void> {
    const start = (this.#start += 1);
    const store = await this.#openStore();
    if (start !== this.#start) return void store?.close();
    const { clock, callCsms } = this.#parts;
    const post = (message: FromWorker) => this.#post(message);
    const session = new Session({ openSocket: this.#openSocket, clock, callCsms, store, post });
    this.#session = session;
    await session.restore();
    if (start !== this.#start) return;
    this.#isRunning = true;
    if (this.#blocked !== null) this.#post({ type: 'faultOver', kind: this.#blocked.kind });
    this.#blocked = null;
    this.#post({ type: 'ready' });
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) session.receive(message);
  }

  async #handOver(): Promise<void> {
    const session = this.#leave(HANDED_OVER);
    await session?.handOver().catch(() => session.abandon());
  }

  #robbed(): void {
    this.#leave(ROBBED)?.abandon();
  }

  #leave(problem: string): Session | null {
    const session = this.#session;
    this.#start += 1;
    this.#session = null;
    this.#isRunning = false;
    this.#block({ kind: 'otherTab', problem });
    return session;
  }

  #block(fault: SimulatorFault): void {
    this.#blocked = fault;
    this.#post({ type: 'fault', fault });
    const asked = this.#waiting;
    this.#waiting = [];
    for (const message of asked) this.receive(message);
  }

  async #openStore(): Promise<StationStore | null> {
    try {
      return await this.#parts.openStore((problem) => this.#reportStorage(problem));
    } catch (error) {
      this.#reportStorage(wordsOf(error));
      return null;
    }
  }

  #reportStorage(why: string): void {
    const problem =
      `This browser does not let the page store its stations (${why}). They run, but are gone when the page is closed or ` +
      'reloaded: stop running transactions first. Allowing site data for this page, or a window that is not private, helps.';
    this.#post({ type: 'fault', fault: { kind: 'storage', problem } });
  }

  #post(message: FromWorker): void {
    this.#scope.postMessage(message);
  }
}
