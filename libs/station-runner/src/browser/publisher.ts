// What the page sees: a list of all stations, and a live view of those that it watches, at most four times a second.
import type { Station } from '@simulator/station';
import type { CsmsReplayProgress } from '../csms-replay-player.js';
import type { HostedStation } from '../hosted-station.js';
import type { StationRunner } from '../runner.js';
import type { TimelineEntry } from '../timeline.js';
import type { FromWorker, StationSummary } from './protocol.js';
import type { ScenarioProgress } from './scenario-player.js';

export const PUBLISH_INTERVAL_MS = 250;

/** Lists up to this length follow each change at once. */
const SMALL_LIST = 50;
/** A fleet's list is long: it is posted once a second. */
const FLEET_LIST_TICKS = 4;

/** What else there is to show of a station. */
export interface PlayerView {
  progressOf(key: string): ScenarioProgress | null;
  isRecording(key: string): boolean;
  csmsReplayOf(key: string): CsmsReplayProgress | null;
}

export class Publisher {
  readonly #runner: StationRunner;
  readonly #post: (message: FromWorker) => void;
  readonly #player: PlayerView;
  readonly #watched = new Set<string>();
  /** What a person would notice at once, by key. */
  readonly #seen = new Map<string, string>();
  /** Timeline entries to be posted together. */
  readonly #entries = new Map<string, TimelineEntry[]>();
  #ticks = 0;
  #urgent = false;
  #listChanged = true;
  readonly #interval: ReturnType<typeof setInterval>;

  constructor(runner: StationRunner, post: (message: FromWorker) => void, player: PlayerView) {
    this.#runner = runner;
    this.#post = post;
    this.#player = player;
    this.#interval = setInterval(() => this.#tick(), PUBLISH_INTERVAL_MS);
  }

  #tick(): void {
    this.#ticks += 1;
    this.#publish(this.#seen.size <= SMALL_LIST || this.#ticks % FLEET_LIST_TICKS === 0);
  }

  stop(): void {
    clearInterval(this.#interval);
  }

  watch(key: string): void {
    this.#watched.add(key);
    this.#entries.delete(key);
    const entries = this.#runner.find(key)?.timeline?.entries() ?? [];
    this.#post({ type: 'timeline', key, entries });
    this.#hurry();
  }

  unwatch(key: string): void {
    this.#watched.delete(key);
    this.#entries.delete(key);
  }

  stationChanged(hosted: HostedStation): void {
    const { key } = hosted.definition;
    this.#listChanged = true;
    const seen = noticeable(hosted);
    if (this.#seen.get(key) === seen) return;
    this.#seen.set(key, seen);
    // Of a fleet something is news all the time: its list waits for the next round.
    if (this.#seen.size <= SMALL_LIST || this.#watched.has(key)) this.#hurry();
  }

  /** A scenario went on, or a recording began or ended. */
  playerChanged(key: string): void {
    if (this.#watched.has(key)) this.#hurry();
  }

  stationRemoved(key: string): void {
    this.#seen.delete(key);
    this.#listChanged = true;
    this.#hurry();
  }

  timelineGrew(hosted: HostedStation, entry: TimelineEntry): void {
    const { key } = hosted.definition;
    if (!this.#watched.has(key)) return;
    const waiting = this.#entries.get(key);
    if (waiting === undefined) this.#entries.set(key, [entry]);
    else waiting.push(entry);
    this.#hurry();
  }

  /** After the running work: steps that belong together are shown together. */
  #hurry(): void {
    if (this.#urgent) return;
    this.#urgent = true;
    setTimeout(() => this.#publish(this.#seen.size <= SMALL_LIST), 0);
  }

  #publish(withList = true): void {
    this.#urgent = false;
    for (const key of this.#watched) this.#publishStation(key);
    if (this.#listChanged && withList) {
      this.#listChanged = false;
      this.#post({ type: 'stations', stations: [...this.#runner.stations()].map(summarise) });
    }
    // Refreshing the watched ones has changed nothing that isn't on its way now.
    this.#urgent = false;
  }

  #publishStation(key: string): void {
    const hosted = this.#runner.find(key);
    if (hosted === undefined) return;
    const at = this.#runner.refresh(hosted);
    const { definition, station } = hosted;
    const interception = hosted.interception?.state ?? null;
    const scenario = this.#player.progressOf(key);
    const recording = this.#player.isRecording(key);
    const csmsReplay = this.#player.csmsReplayOf(key);
    const snapshot = { definition, station, at, interception, scenario, recording, csmsReplay };
    this.#post({ type: 'snapshot', snapshot });
    const entries = this.#entries.get(key);
    if (entries === undefined) return;
    this.#entries.delete(key);
    this.#post({ type: 'timeline', key, entries });
  }
}

function summarise({ definition, station }: HostedStation): StationSummary {
  return {
    key: definition.key,
    name: definition.name,
    stationId: definition.config.id,
    connection: station.connection.state,
    registration: station.registration,
    tags: definition.tags ?? [],
    automatic: definition.automatic !== undefined,
    relayed: definition.relay !== undefined,
    connectors: station.connectors.map(({ id, status, flow }) => ({ id, status, powerW: flow.powerW })),
  };
}

function noticeable({ definition, station, interception }: HostedStation): string {
  const { name, csmsUrl } = definition;
  const held = interception?.held.map(({ id, releaseAt }) => [id, releaseAt]);
  const { connection, registration, connectors } = station;
  const { rules, inPlace } = interception?.state ?? {};
  return JSON.stringify([name, csmsUrl, connection, registration, connectors.map(stateOf), held, rules, inPlace]);
}

const stateOf = ({ status, car, transaction, authorization }: Station['connectors'][number]) => [
  status,
  car?.car.name,
  car?.paused,
  car?.targetSocPercent,
  transaction?.localId,
  transaction?.transactionId,
  authorization?.idTag,
];
