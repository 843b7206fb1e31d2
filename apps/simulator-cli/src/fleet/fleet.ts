// Many stations in one process: switched on, charging as the plan says, stopped properly.
import { startNodeRunner, systemClock, DeadlineTimer } from '@simulator/station-runner/node';
import type { HostedStation, RunnerClock, StationRunner, TimelineEntry } from '@simulator/station-runner/node';
import { socketOptions } from '../connection.js';
import type { FleetOptions } from '../tasks.js';
import { FleetPlan, stationsOfShard } from './fleet-plan.js';
import { FleetStation } from './fleet-station.js';
import type { FleetContext } from './fleet-station.js';
import { FleetStatistics } from './fleet-statistics.js';
import { seededRandom } from './seeded-random.js';

/** Longest work in one go; sockets have their turn in between. */
const SLICE_MS = 8;
const RAMP_STEP_MS = 20;
const DRAIN_LOOK_MS = 50;
/** A last StatusNotification that stays unanswered is no reason to wait long. */
const DRAIN_TIMEOUT_MS = 5_000;

export interface FleetListener {
  timelineGrew(hosted: HostedStation, entry: TimelineEntry): void;
  fault(problem: string): void;
}

export class Fleet implements FleetContext {
  readonly plan: FleetPlan;
  readonly statistics = new FleetStatistics();
  readonly idTag: string;
  readonly startedAt = performance.now();
  /** How many stations it will have. */
  readonly asked: number;
  ending = false;
  registeredCount = 0;
  /** Milliseconds from the start until the last station was registered; null: not yet. */
  allRegisteredMs: number | null = null;
  readonly #options: FleetOptions;
  readonly #clock: RunnerClock = systemClock();
  readonly #members = new Map<string, FleetStation>();
  readonly #timer: DeadlineTimer<FleetStation>;
  #runner: StationRunner | null = null;
  #adding: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.plan = new FleetPlan(options);
    this.asked = stationsOfShard(options);
    this.idTag = options.idTag;
    this.#timer = new DeadlineTimer(this.#clock, (member) => member.due());
  }

  get runner(): StationRunner {
    if (this.#runner === null) throw new Error('The fleet has not been started');
    return this.#runner;
  }

  get members(): Iterable<FleetStation> {
    return this.#members.values();
  }

  get size(): number {
    return this.#members.size;
  }

  /** Begins to switch the stations on. */
  async start(listener: FleetListener): Promise<void> {
    const { statistics } = this;
    this.#runner = await startNodeRunner({
      ...socketOptions(this.#options.security),
      timelineLimit: this.#options.json ? 1 : 0,
      listener: {
        stepped: (hosted, input, outputs) => {
          const member = this.#memberOf(hosted);
          if (member !== undefined) statistics.stepped(member, input, outputs, this.ending);
        },
        stationChanged: (hosted) => this.#memberOf(hosted)?.stationChanged(hosted),
        timelineGrew: (hosted, entry) => listener.timelineGrew(hosted, entry),
        fault: ({ kind, problem }) => {
          if (kind === 'brokenStation') statistics.brokenStations += 1;
          listener.fault(problem);
        },
      },
    });
    this.#addMore();
  }

  /** Stops the transactions, waits until the CSMS has taken it all or the time is up, closes the connections. */
  async end(): Promise<{ unsettled: number }> {
    clearTimeout(this.#adding);
    this.ending = true;
    this.#timer.stop();
    const { runner } = this;
    const until = performance.now() + this.#options.stopTimeoutMs;
    const settling: Promise<boolean>[] = [];
    for (const { definition, station, broken } of runner.stations()) {
      const isOpen =
        station.transactionMessages.length > 0 || station.connectors.some((each) => each.transaction !== null);
      if (isOpen && broken === null) settling.push(runner.settle(definition.key, this.#options.stopTimeoutMs));
      if (settling.length % 50 === 49) await breath();
    }
    const settled = await Promise.all(settling);
    for (const member of this.#members.values()) member.unplugAll();
    await this.#drain(Math.min(until, performance.now() + DRAIN_TIMEOUT_MS));
    await runner.stop();
    return { unsettled: settled.filter((done) => !done).length };
  }

  // What the members ask for ------------------------------------------------------------------------------------------

  now(): number {
    return this.#clock.now();
  }

  schedule(member: FleetStation, dueAt: number): void {
    this.#timer.set(member, dueAt);
  }

  registered(): void {
    this.registeredCount += 1;
    if (this.registeredCount === this.asked) this.allRegisteredMs = performance.now() - this.startedAt;
  }

  tagRefused(): void {
    this.statistics.refusedTags += 1;
    this.statistics.failed(`no transaction for the tag ${this.idTag}`);
  }

  #memberOf({ definition }: HostedStation): FleetStation | undefined {
    return this.#members.get(definition.key);
  }

  /** Adds the stations that should be on by now, a slice at a time. */
  #addMore(): void {
    const { rampMs, seed } = this.#options;
    const stations = this.asked;
    const sliceStart = performance.now();
    const elapsedMs = sliceStart - this.startedAt;
    const wanted = rampMs === 0 ? stations : Math.min(stations, Math.ceil((stations * elapsedMs) / rampMs));
    while (this.size < wanted && performance.now() - sliceStart < SLICE_MS) {
      const index = this.plan.indexOf(this.size);
      const random = seededRandom(seed, index);
      const definition = this.plan.definition(index, random);
      const member = new FleetStation(this, random);
      this.#members.set(definition.key, member);
      member.hosted = this.runner.add(definition);
    }
    if (this.size < stations) this.#adding = setTimeout(() => this.#addMore(), this.size < wanted ? 0 : RAMP_STEP_MS);
  }

  async #drain(until: number): Promise<void> {
    const isBusy = ({ station: { connection, rpc } }: HostedStation) =>
      connection.state === 'open' && (rpc.outstanding !== null || rpc.queue.length > 0);
    while (performance.now() < until && [...this.runner.stations()].some(isBusy)) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_LOOK_MS));
    }
  }
}

const breath = () => new Promise((resolve) => setImmediate(resolve));
