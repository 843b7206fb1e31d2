// The Worker's side: the page's own worker file calls `startStationWorker(self)`.
import { systemClock } from '../clock.js';
import type { RunnerClock } from '../clock.js';
import { StationRunner } from '../runner.js';
import type { RunnerFault } from '../runner-options.js';
import type { StationStore } from '../store.js';
import { browserSockets } from './browser-socket.js';
import type { BrowserWebSocketConstructor } from './browser-socket.js';
import { openIndexedDbStore } from './indexed-db-store.js';
import type { FromWorker, SimulatorFault, ToWorker } from './protocol.js';
import { Publisher } from './publisher.js';
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
}

/** Entries of the timeline kept for each station. */
const TIMELINE_LIMIT = 2_000;

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
  const worker = new StationWorker(scope, { openStore: openIndexedDbStore, clock: systemClock(), ...parts });
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
      openSocket: browserSockets(this.#scope.WebSocket),
      clock: this.#parts.clock,
      timelineLimit: TIMELINE_LIMIT,
      ...(store === null ? {} : { store }),
      listener: {
        stationChanged: (hosted) => this.#publisher?.stationChanged(hosted),
        timelineGrew: (hosted, entry) => this.#publisher?.timelineGrew(hosted, entry),
        fault: (fault) => this.#reportRunnerFault(fault),
      },
    });
    this.#runner = runner;
    this.#publisher = new Publisher(runner, (message) => this.#post(message));
    await runner.restore();
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
        () => this.#post({ type: 'done', request: message.request }),
        (error: unknown) => {
          const problem = error instanceof Error ? error.message : String(error);
          this.#post({ type: 'failed', request: message.request, problem });
        },
      );
    }
  }

  end(): void {
    this.#publisher?.stop();
    this.#runner?.stop({ polite: false }).catch(() => undefined);
  }

  report(fault: SimulatorFault): void {
    this.#post({ type: 'fault', fault });
  }

  async #serve(message: Extract<ToWorker, { request: number }>): Promise<void> {
    const runner = this.#runner;
    if (runner === null) throw new Error('The simulator is not running.');
    switch (message.type) {
      case 'addStation':
        runner.add(message.definition);
        return;
      case 'updateDefinition':
        return runner.update(message.definition);
      case 'removeStation':
        await runner.remove(message.key, { force: message.force });
        return this.#publisher?.stationRemoved(message.key);
      case 'input':
        return runner.input(message.key, message.input);
      case 'setWireRules':
        return runner.setWireRules(message.key, message.rules);
      case 'settleHeld':
        return runner.settleHeld(message.key, message.id, message.verdict);
    }
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
