// From the moment on which this Worker may run the stations until it must let go of them.
import type { RunnerClock } from '../clock.js';
import type { CsmsReplayPlayer } from '../csms-replay-player.js';
import { StationRunner } from '../runner.js';
import type { RunnerFault } from '../runner-options.js';
import type { OpenSocket } from '../socket.js';
import type { StationStore } from '../store.js';
import { AutomaticDrivers } from './automatic.js';
import type { Answer, FromWorker, SimulatorFault, ToWorker } from './protocol.js';
import { Publisher } from './publisher.js';
import type { CallCsms, ScenarioPlayer } from './scenario-player.js';
import { serveRequest } from './serve-request.js';
import type { Request } from './serve-request.js';

export interface SessionParts {
  openSocket: OpenSocket;
  clock: RunnerClock;
  callCsms: CallCsms;
  /** Null: nothing is stored. */
  store: StationStore | null;
  post: (message: FromWorker) => void;
}

type Watching = Extract<ToWorker, { type: 'watch' | 'unwatch' }>;

/** Entries of the timeline kept for each station. */
const TIMELINE_LIMIT = 2_000;
const FLEET_TIMELINE_LIMIT = 100;
/** Handshakes in flight: a thousand at once would time out. */
const MAX_CONNECTING = 50;
const CLOSE_PATIENCE_MS = 1_000;

export class Session {
  readonly #parts: SessionParts;
  readonly #runner: StationRunner;
  readonly #publisher: Publisher;
  readonly #automatic: AutomaticDrivers;
  #player: ScenarioPlayer | null = null;
  #csmsReplays: CsmsReplayPlayer | null = null;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    const { openSocket, clock, store } = parts;
    this.#runner = new StationRunner({
      ...{ openSocket, clock, maxConnecting: MAX_CONNECTING },
      ...{ timelineLimit: TIMELINE_LIMIT, fleetTimelineLimit: FLEET_TIMELINE_LIMIT },
      ...(store === null ? {} : { store }),
      listener: {
        stationChanged: (hosted) => this.#publisher.stationChanged(hosted),
        stepped: (...step) => this.#player?.stepped(...step),
        timelineGrew: (hosted, entry) => this.#publisher.timelineGrew(hosted, entry),
        fault: (fault) => this.#report(fault),
      },
    });
    this.#publisher = new Publisher(this.#runner, parts.post, {
      progressOf: (key) => this.#player?.progressOf(key) ?? null,
      csmsReplayOf: (key) => this.#csmsReplays?.progressOf(key) ?? null,
      isRecording: (key) => this.#player?.isRecording(key) ?? false,
    });
    this.#automatic = new AutomaticDrivers(this.#runner, clock);
  }

  /** Brings the stored stations back to life. */
  async restore(): Promise<void> {
    await this.#runner.restore();
    this.#automatic.sync();
  }

  receive(message: Request | Watching): void {
    const { post } = this.#parts;
    if ('request' in message) {
      this.#serve(message).then(
        (value) => post({ type: 'done', request: message.request, ...(value === undefined ? {} : { value }) }),
        (error: unknown) => post({ type: 'failed', request: message.request, problem: wordsOf(error) }),
      );
    } else if (message.type === 'watch') this.#publisher.watch(message.key);
    else this.#publisher.unwatch(message.key);
  }

  /** The browser has closed the store, and may have lost what was in it: all of it is stored again. */
  storeClosed(): void {
    this.#runner.saveAll();
  }

  /** Whether what runs here would be lost now. */
  get isUnsaved(): boolean {
    return this.#parts.store === null || this.#runner.storeProblem !== null;
  }

  /** Stores what is to be stored, closes the connections and lets go: another Worker goes on. */
  async handOver(): Promise<void> {
    this.#stopPublishing();
    await this.#runner.stop();
    await this.#connectionsClosed();
  }

  /** Ends at once, without another write or frame: another Worker has gone on already. */
  abandon(): void {
    this.#stopPublishing();
    this.#runner.abandon();
  }

  /** A CSMS that still has the old connection may refuse the new one. */
  async #connectionsClosed(): Promise<void> {
    const isOpen = () => [...this.#runner.stations()].some(({ link }) => link !== null);
    for (const end = Date.now() + CLOSE_PATIENCE_MS; isOpen() && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #stopPublishing(): void {
    this.#publisher.stop();
    this.#automatic.stop();
    this.#csmsReplays?.abandon();
  }

  async #serve(message: Request): Promise<Answer | undefined> {
    if (message.type === 'save') {
      await this.#runner.save();
      return;
    }
    const runner = this.#runner;
    const player = () => this.#loadPlayer();
    const stationRemoved = (key: string) => {
      this.#publisher.stationRemoved(key);
      this.#parts.post({ type: 'faultOver', kind: 'unreadableStation', key });
    };
    try {
      return await serveRequest(
        {
          ...{ runner, stationRemoved, player, loadedPlayer: this.#player },
          ...{ csmsReplays: () => this.#loadCsmsReplays(), loadedCsmsReplays: this.#csmsReplays },
        },
        message,
      );
    } finally {
      if (message.type !== 'input') this.#automatic.sync();
    }
  }

  /** Scenarios are for some: their part is fetched when it is first used. */
  async #loadPlayer(): Promise<ScenarioPlayer> {
    const { ScenarioPlayer: Player } = await import('./scenario-player.js');
    const { clock, callCsms } = this.#parts;
    this.#player ??= new Player(this.#runner, clock, callCsms, (key) => this.#publisher.playerChanged(key));
    return this.#player;
  }

  async #loadCsmsReplays(): Promise<CsmsReplayPlayer> {
    const { CsmsReplayPlayer: Player } = await import('../csms-replay-player.js');
    this.#csmsReplays ??= new Player(this.#runner, this.#parts.clock, (key) => {
      this.#publisher.playerChanged(key);
      // The station is back, with the drivers that come by themselves.
      if (this.#csmsReplays?.progressOf(key)?.state !== 'running') this.#automatic.sync();
    });
    return this.#csmsReplays;
  }

  #report(fault: RunnerFault): void {
    const { post } = this.#parts;
    if (fault.kind === 'storageWorksAgain') return post({ type: 'faultOver', kind: 'storage' });
    if (fault.kind === 'storage') post({ type: 'faultOver', kind: 'storage' });
    post({ type: 'fault', fault: fault as SimulatorFault });
  }
}

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
