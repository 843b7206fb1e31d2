// The page's one connection to its Worker, and what it knows of it.
import { PULSE_MS, SimulatorClient } from '@simulator/station-runner/browser';
import type { SimulatorFault, StationSummary } from '@simulator/station-runner/browser';
import { StationFeed } from '../station/station-feed.js';
import { Store } from '../ui/store.js';
import { savedNames } from '../ui/saved.js';
import { restoreFixedAnswers } from '../wire/fixed-answers.js';
import { reportProblem } from './problem-bar.js';

/** Feeds kept open beside the selected one: their charts and timelines go on while another station is looked at. */
const MAX_FEEDS = 12;
/** Of what an older release kept of the station from before a scenario. */
const BEFORE_PREFIX = 'before-scenario-';

export class Simulator {
  readonly client: SimulatorClient;
  /** Null until the Worker has told. */
  readonly stations = new Store<readonly StationSummary[] | null>(null);
  readonly ready = new Store(false);
  readonly faults = new Store<readonly SimulatorFault[]>([]);
  readonly #feeds = new Map<string, StationFeed>();

  constructor(openWorker: () => Worker) {
    this.client = SimulatorClient.connect(openWorker);
    setInterval(() => this.client.checkPulse(performance.now(), document.visibilityState === 'visible'), PULSE_MS);
    this.client.onRunning((isRunning) => {
      this.ready.set(isRunning);
      if (isRunning) this.#restoreSaved();
      else this.#forgetAll();
    });
    this.client.onFault((_problem, faults) => this.faults.set([...faults]));
    this.client.subscribeStations((stations) => {
      this.stations.set(stations);
      this.#closeRemoved(new Set(stations.map(({ key }) => key)));
    });
  }

  /** The live view of a station; opened on first use. */
  feed(key: string): StationFeed {
    let feed = this.#feeds.get(key);
    if (feed === undefined) feed = new StationFeed(this.client, key);
    // The most recently used stands last.
    this.#feeds.delete(key);
    this.#feeds.set(key, feed);
    for (const [oldest, { close }] of this.#feeds) {
      if (this.#feeds.size <= MAX_FEEDS) break;
      close();
      this.#feeds.delete(oldest);
    }
    return feed;
  }

  #restoreSaved(): void {
    restoreFixedAnswers(this.client);
    const names = savedNames(BEFORE_PREFIX);
    if (names.length === 0) return;
    import('../scenarios/adopt-before.js')
      .then(({ adoptBefore }) => adoptBefore(this.client, names, BEFORE_PREFIX))
      .catch(reportProblem);
  }

  /** When the stations run here again, all is as after loading the page. */
  #forgetAll(): void {
    this.stations.set(null);
    for (const { close } of this.#feeds.values()) close();
    this.#feeds.clear();
  }

  #closeRemoved(present: Set<string>): void {
    for (const [key, feed] of this.#feeds) {
      // A feed may be opened a moment before its station is listed.
      if (present.has(key) || feed.snapshot.get() === null) continue;
      feed.forget();
      this.#feeds.delete(key);
    }
  }
}

export function startSimulator(): Simulator {
  return new Simulator(() => new Worker(new URL('../station-worker.ts', import.meta.url), { type: 'module' }));
}
