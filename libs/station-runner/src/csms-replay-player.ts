// Plays the CSMS of a captured session to a fresh station in place of one of the runner's. No socket is opened: the other
// side of the station's connection is the capture.
import {
  advanceCsmsReplay,
  countsOf,
  createCsmsReplay,
  deviationsIn,
  stopCsmsReplay,
  summaryInWords,
} from '@simulator/station';
import type {
  CapturedStep,
  CsmsReplay,
  ExtraCall,
  ReplayCounts,
  ReplayEvent,
  ReplayOutput,
  ReplayPace,
  StepOutcome,
} from '@simulator/station';
import type { RunnerClock, TimerHandle } from './clock.js';
import { MAX_DELAY_MS } from './clock.js';
import type { HostedStation } from './hosted-station.js';
import { ABNORMAL_CLOSURE } from './link.js';
import type { StationRunner } from './runner.js';
import type { OpenSocket, SocketOwner, StationSocket } from './socket.js';

/** Every step is compared with every CALL, and all are shown. */
export const MAX_REPLAYED = 5_000;

export interface CsmsSide {
  /** Of the file, for people. */
  name: string;
  steps: readonly CapturedStep[];
  pace: ReplayPace;
}

export interface CsmsReplayProgress {
  name: string;
  state: 'running' | 'finished' | 'stopped';
  counts: ReplayCounts;
  /** In words: what is awaited; when it is over, how it went. */
  words: string;
  /** Of every step that is not waiting any more; with its texts where it deviates. */
  outcomes: StepOutcome[];
  extras: readonly ExtraCall[];
}

interface Playing {
  key: string;
  name: string;
  replay: CsmsReplay;
  state: CsmsReplayProgress['state'];
  hosted: HostedStation | null;
  owner: SocketOwner | null;
  queue: ReplayOutput[];
  isCarrying: boolean;
  timer: TimerHandle | null;
  problem: string;
}

type Event = ReplayEvent extends infer E ? (E extends ReplayEvent ? Omit<E, 'station'> : never) : never;

export class CsmsReplayPlayer {
  readonly #playing = new Map<string, Playing>();

  constructor(
    private readonly runner: StationRunner,
    private readonly clock: RunnerClock,
    private readonly changed: (key: string) => void,
  ) {}

  /** @throws Error while a transaction runs, or for a capture that is too long */
  start(key: string, { name, steps, pace }: CsmsSide): void {
    if (steps.length > MAX_REPLAYED) {
      throw new Error(`The capture has ${steps.length} steps, and a replay takes ${MAX_REPLAYED}. Cut it into pieces.`);
    }
    this.stop(key);
    const replay = createCsmsReplay(steps, pace, this.clock.now());
    const playing: Playing = {
      ...{ key, name, replay, state: 'running', hosted: null, owner: null },
      ...{ queue: [], isCarrying: false, timer: null, problem: '' },
    };
    const hosted = this.runner.hostGuest(key, this.#socketsTo(playing));
    playing.hosted = hosted;
    this.#playing.set(key, playing);
    this.runner.notice(hosted, `Replay of ${name}: a fresh station in this one's place, its CSMS is the capture`);
    this.runner.input(key, { type: 'poweredOn' });
    this.#schedule(playing);
    this.changed(key);
  }

  /** Ends a replay before its time. */
  stop(key: string): void {
    const playing = this.#playing.get(key);
    if (playing?.state === 'running') this.#end(playing, 'stopped');
  }

  /** Ends it, and forgets what it found. */
  forget(key: string): void {
    this.stop(key);
    this.#playing.delete(key);
    this.changed(key);
  }

  /** The runner ends: no station comes back here any more. */
  abandon(): void {
    for (const playing of this.#playing.values()) {
      playing.state = 'stopped';
      if (playing.timer !== null) this.clock.clearTimeout(playing.timer);
    }
  }

  /** Null: there is no replay. */
  stateOf(key: string): CsmsReplayProgress['state'] | null {
    return this.#playing.get(key)?.state ?? null;
  }

  progressOf(key: string): CsmsReplayProgress | null {
    const playing = this.#playing.get(key);
    if (playing === undefined) return null;
    const { name, state, replay, problem } = playing;
    const counts = countsOf(replay);
    const outcomes = replay.outcomes.filter(({ verdict }) => verdict !== 'waiting').map(withoutTextsIfSame);
    const words = problem !== '' ? problem : state === 'running' ? awaited(replay) : endInWords(state, counts);
    return { name, state, counts, words, outcomes, extras: replay.extras };
  }

  #socketsTo(playing: Playing): OpenSocket {
    return ({ subprotocol }, owner) => {
      playing.owner = owner;
      const isCurrent = (): boolean => playing.owner === owner && playing.state === 'running';
      const later = (work: () => void): void => void this.clock.setTimeout(() => isCurrent() && work(), 0);
      later(() => {
        owner.socketOpened(subprotocol);
        this.#tell(playing, { type: 'opened' });
      });
      const gone = (): void => {
        if (playing.owner !== owner) return;
        playing.owner = null;
        this.#tell(playing, { type: 'closed' });
      };
      const socket: StationSocket = {
        send: (text) => void (isCurrent() && this.#tell(playing, { type: 'sent', text })),
        close: (code, reason) => {
          gone();
          this.clock.setTimeout(() => owner.socketClosed(code || ABNORMAL_CLOSURE, reason), 0);
        },
        abandon: gone,
      };
      return socket;
    };
  }

  #tell(playing: Playing, event: Event): void {
    const { replay, hosted } = playing;
    if (playing.state !== 'running' || hosted === null) return;
    playing.queue.push(...advanceCsmsReplay(replay, { ...event, station: hosted.station }, this.clock.now()));
    // What an output leads to comes back here while it is carried out: its turn is after the others.
    if (!playing.isCarrying) this.#carryOut(playing);
    this.#schedule(playing);
    this.changed(playing.key);
  }

  #carryOut(playing: Playing): void {
    playing.isCarrying = true;
    try {
      for (let next = playing.queue.shift(); next !== undefined; next = playing.queue.shift()) {
        if (next.type === 'frame') playing.owner?.textReceived(next.text);
        else if (next.type === 'input') this.runner.input(playing.key, next.input);
        else this.clock.setTimeout(() => this.#end(playing, 'finished'), 0);
      }
    } catch (error) {
      playing.problem = error instanceof Error ? error.message : String(error);
      this.clock.setTimeout(() => this.#end(playing, 'stopped'), 0);
    } finally {
      playing.isCarrying = false;
    }
  }

  #schedule(playing: Playing): void {
    if (playing.timer !== null) this.clock.clearTimeout(playing.timer);
    playing.timer = null;
    const { wakeAt, state } = playing.replay;
    if (playing.state !== 'running' || state === 'finished' || wakeAt === Infinity) return;
    const delayMs = Math.min(Math.max(wakeAt - this.clock.now(), 0), MAX_DELAY_MS);
    playing.timer = this.clock.setTimeout(() => this.#tell(playing, { type: 'timePassed' }), delayMs);
  }

  #end(playing: Playing, state: 'finished' | 'stopped'): void {
    if (playing.state !== 'running') return;
    playing.state = state;
    playing.owner = null;
    playing.queue = [];
    if (playing.timer !== null) this.clock.clearTimeout(playing.timer);
    stopCsmsReplay(playing.replay);
    const { key, hosted } = playing;
    playing.hosted = null;
    if (hosted !== null && this.runner.find(key) === hosted) {
      this.runner.notice(hosted, `Replay of ${playing.name} is over; the station is back as it was`);
      this.runner.endGuest(key);
    }
    this.changed(key);
  }
}

function withoutTextsIfSame(outcome: StepOutcome): StepOutcome {
  return outcome.verdict === 'differs' || outcome.verdict === 'missing'
    ? outcome
    : { ...outcome, call: null, answer: null };
}

function awaited({ state, steps, position, open }: CsmsReplay): string {
  if (state === 'preparing') return 'The station boots; the capture begins later.';
  const asked = open === null ? undefined : steps[open.index];
  if (asked?.kind === 'exchange') return `Waits for the station’s answer to ${asked.action}.`;
  const step = steps[position];
  if (step === undefined) return 'Waits for what the station may still say.';
  if (step.kind === 'gesture') return 'Next, something that was done at the station.';
  return step.from === 'csms' ? `Next, the CSMS sends ${step.action}.` : `Waits for the station’s ${step.action}.`;
}

function endInWords(state: 'finished' | 'stopped', counts: ReplayCounts): string {
  if (state === 'finished') return summaryInWords(counts);
  const { waiting, exchanges } = counts;
  const deviations = deviationsIn(counts);
  return (
    `Stopped after ${exchanges - waiting} of ${exchanges} exchanges; ` +
    `${deviations === 0 ? 'no deviation' : deviations === 1 ? '1 deviation' : `${deviations} deviations`} until then.`
  );
}
