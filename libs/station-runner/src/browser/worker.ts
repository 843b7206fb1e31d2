// The Worker's side: the page's own worker file calls `startStationWorker(self)`.
import { systemClock } from '../clock.js';
import type { RunnerClock } from '../clock.js';
import { StationRunner } from '../runner.js';
import type { RunnerFault } from '../runner-options.js';
import type { StationStore } from '../store.js';
import { AutomaticDrivers } from './automatic.js';
import type { BrowserWebSocketConstructor } from './browser-socket.js';
import { openIndexedDbStore } from './indexed-db-store.js';
import type { FromWorker, SimulatorFault, ToWorker } from './protocol.js';
import { pageSockets } from './page-sockets.js';
import { Publisher } from './publisher.js';
import type { RelayAddress } from './relay-sockets.js';
import type { CallCsms, ScenarioPlayer } from './scenario-player.js';
import { serveRequest } from './serve-request.js';
import type { Request } from './serve-request.js';
import { waitForTurn } from './single-worker.js';
import type { Locks } from './single-worker.js';

/** The part of DedicatedWorkerGlobalScope that is used. */
export interface WorkerScope {
  postMessage(message: FromWorker): void;
  addEventListener(type: 'message', listener: (event: { data: ToWorker }) => void): void;
  navigator: { locks?: Locks };
  WebSocket: BrowserWebSocketConstructor;
}

export interface WorkerParts {
  openStore(onClosed: (problem: string) => void): Promise<StationStore>;
  clock: RunnerClock;
  /** Null: this page's server has no relay. */
  relay: RelayAddress | null;
  /** Has the CSMS do what a scenario wants of it; default: a person is asked. */
  callCsms: CallCsms;
}

/** Entries of the timeline kept for each station. */
const TIMELINE_LIMIT = 2_000;
const FLEET_TIMELINE_LIMIT = 100;
/** Handshakes in flight: a thousand at once would time out. */
const MAX_CONNECTING = 50;

const OTHER_TAB: SimulatorFault = {
  kind: 'otherTab',
  problem:
    'The simulator is open in another tab or window, and that one runs the stations. Go there, or close it: this tab then takes over.',
};

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
    ...parts,
  });
  scope.addEventListener('message', ({ data }) => worker.receive(data));
  worker.start().catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    worker.report({ kind: 'workerStopped', problem: `The simulator could not start: ${why} Load the page again.` });
  });
  return () => worker.end();
}

class StationWorker {
  readonly #scope: WorkerScope;
  readonly #parts: WorkerParts;
  /** What the page asked before the stations were running. */
  #waiting: ToWorker[] | null = [];
  #mustWait: string | null = null;
  #runner: StationRunner | null = null;
  #publisher: Publisher | null = null;
  #player: ScenarioPlayer | null = null;
  #automatic: AutomaticDrivers | null = null;

  constructor(scope: WorkerScope, parts: WorkerParts) {
    this.#scope = scope;
    this.#parts = parts;
  }

  async start(): Promise<void> {
    await waitForTurn(this.#scope.navigator.locks, () => this.#waitForOtherTab());
    if (this.#mustWait !== null) this.#post({ type: 'faultOver', kind: 'otherTab' });
    this.#mustWait = null;
    const store = await this.#openStore();
    const runner = new StationRunner({
      openSocket: pageSockets(this.#scope.WebSocket, this.#parts.relay),
      maxConnecting: MAX_CONNECTING,
      clock: this.#parts.clock,
      timelineLimit: TIMELINE_LIMIT,
      fleetTimelineLimit: FLEET_TIMELINE_LIMIT,
      ...(store === null ? {} : { store }),
      listener: {
        stationChanged: (hosted) => this.#publisher?.stationChanged(hosted),
        stepped: (...step) => this.#player?.stepped(...step),
        timelineGrew: (hosted, entry) => this.#publisher?.timelineGrew(hosted, entry),
        fault: (fault) => this.#reportRunnerFault(fault),
      },
    });
    this.#runner = runner;
    this.#publisher = new Publisher(runner, (message) => this.#post(message), {
      progressOf: (key) => this.#player?.progressOf(key) ?? null,
      isRecording: (key) => this.#player?.isRecording(key) ?? false,
    });
    await runner.restore();
    this.#automatic = new AutomaticDrivers(runner, this.#parts.clock);
    this.#automatic.sync();
    this.#post({ type: 'ready' });
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const message of waiting) this.receive(message);
  }

  receive(message: ToWorker): void {
    if (this.#mustWait !== null && 'request' in message) {
      this.#post({ type: 'failed', request: message.request, problem: this.#mustWait });
    } else if (this.#waiting !== null) this.#waiting.push(message);
    else if (message.type === 'watch') this.#publisher?.watch(message.key);
    else if (message.type === 'unwatch') this.#publisher?.unwatch(message.key);
    else {
      this.#serve(message).then(
        (value) => this.#post({ type: 'done', request: message.request, ...(value === undefined ? {} : { value }) }),
        (error: unknown) => {
          const problem = error instanceof Error ? error.message : String(error);
          this.#post({ type: 'failed', request: message.request, problem });
        },
      );
    }
  }

  end(): void {
    this.#publisher?.stop();
    this.#automatic?.stop();
    this.#runner?.stop({ polite: false }).catch(() => undefined);
  }

  report(fault: SimulatorFault): void {
    this.#post({ type: 'fault', fault });
  }

  async #serve(message: Request) {
    const runner = this.#runner;
    if (runner === null) throw new Error('The simulator is not running.');
    const player = () => this.#loadPlayer(runner);
    const stationRemoved = (key: string) => this.#publisher?.stationRemoved(key);
    try {
      return await serveRequest({ runner, player, loadedPlayer: this.#player, stationRemoved }, message);
    } finally {
      if (message.type !== 'input') this.#automatic?.sync();
    }
  }

  /** Scenarios are for some: their part is fetched when it is first used. */
  async #loadPlayer(runner: StationRunner): Promise<ScenarioPlayer> {
    const { ScenarioPlayer: Player } = await import('./scenario-player.js');
    const { clock, callCsms } = this.#parts;
    this.#player ??= new Player(runner, clock, callCsms, (key) => this.#publisher?.playerChanged(key));
    return this.#player;
  }

  #waitForOtherTab(): void {
    this.#mustWait = OTHER_TAB.problem;
    this.report(OTHER_TAB);
    const asked = this.#waiting ?? [];
    // Watches stay: they are served when this tab takes over.
    this.#waiting = asked.filter((message) => !('request' in message));
    for (const message of asked) if ('request' in message) this.receive(message);
  }

  async #openStore(): Promise<StationStore | null> {
    try {
      return await this.#parts.openStore((problem) => this.#reportStorage(problem));
    } catch (error) {
      this.#reportStorage(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  #reportStorage(why: string): void {
    this.report({
      kind: 'storage',
      problem:
        `This browser does not let the page store its stations (${why}). They run, but are gone when the page is closed or ` +
        'reloaded: stop running transactions first. Allowing site data for this page, or a window that is not private, helps.',
    });
  }

  #reportRunnerFault({ kind, problem }: RunnerFault): void {
    if (kind === 'storageWorksAgain') this.#post({ type: 'faultOver', kind: 'storage' });
    else this.report({ kind, problem });
  }

  #post(message: FromWorker): void {
    this.#scope.postMessage(message);
  }
}
