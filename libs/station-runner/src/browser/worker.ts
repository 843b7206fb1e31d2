// The Worker's side: the page's own worker file calls `startStationWorker(self)`.
import { systemClock } from '../clock.js';
import type { RunnerClock } from '../clock.js';
import type { OpenSocket } from '../socket.js';
import type { StationStore } from '../store.js';
import type { BrowserWebSocketConstructor } from './browser-socket.js';
import { isOfNewerRelease, openIndexedDbStore } from './indexed-db-store.js';
import { within } from './within.js';
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
  openStore(onClosed: () => void): Promise<StationStore>;
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

const ALLOW =
  'Allowing site data for this page helps, and so does a window that is not private, or closing other tabs of this page.';
const NEWER =
  'A newer release of this page has stored its stations here, and this older one cannot read them. Nothing was changed. Load ' +
  'the newer release: stations and running transactions go on there.';
const UNSAVED =
  'The stations are stored nowhere. They end when the page is closed or loaded again, and their CSMS would be left with an ' +
  'unfinished transaction: stop running ones first, and save what you want to keep to a file.';
/** Of a few thousand stations. */
const RESTORE_TIMEOUT_MS = 30_000;

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
  /** A person has decided to go on without the store. */
  #goesUnsaved = false;
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
        isUnsaved: () => this.#session?.isUnsaved === true,
      },
      this.#parts.times,
    );
    this.#turn.start();
  }

  receive(message: ToWorker): void {
    if (message.type === 'ping') this.#post({ type: 'pong' });
    else if (message.type === 'useHere') void this.#turn?.take();
    else if (message.type === 'tryStore' || message.type === 'runUnsaved') this.#decided(message.type);
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
    let session: Session;
    try {
      const store = this.#goesUnsaved ? null : await this.#parts.openStore(() => this.#session?.storeClosed());
      if (start !== this.#start) return void store?.close();
      session = this.#session = this.#newSession(store);
      await within(session.restore(), RESTORE_TIMEOUT_MS);
      if (start !== this.#start) return;
    } catch (error) {
      if (start === this.#start) this.#withoutStore(error);
      return;
    }
    this.#isRunning = true;
    if (this.#blocked !== null) this.#post({ type: 'faultOver', kind: this.#blocked.kind });
    this.#blocked = null;
    this.#post({ type: 'ready' });
    if (this.#goesUnsaved) this.#post({ type: 'fault', fault: { kind: 'unsaved', problem: UNSAVED } });
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
    this.#goesUnsaved = false;
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

  #newSession(store: StationStore | null): Session {
    const { clock, callCsms } = this.#parts;
    const post = (message: FromWorker) => this.#post(message);
    return new Session({ openSocket: this.#openSocket, clock, callCsms, store, post });
  }

  /** Nothing runs before a person has decided: stations that run beside the stored ones would be strangers to them. */
  #withoutStore(error: unknown): void {
    this.#session?.abandon();
    this.#session = null;
    const isNewer = isOfNewerRelease(error);
    const problem = isNewer ? NEWER : `This browser does not let the page open its store (${wordsOf(error)}). ${ALLOW}`;
    this.#block({ kind: 'noStore', problem, isNewer });
  }

  #decided(decision: 'tryStore' | 'runUnsaved'): void {
    if (this.#blocked?.kind !== 'noStore') return;
    this.#goesUnsaved = decision === 'runUnsaved';
    void this.#run().catch((error: unknown) => this.failed(error));
  }

  #post(message: FromWorker): void {
    this.#scope.postMessage(message);
  }
}
