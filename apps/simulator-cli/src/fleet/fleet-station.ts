// One station of a fleet: cars come, charge and go.
import type { HostedStation, StationRunner } from '@simulator/station-runner/node';
import type { FleetPlan, Visit } from './fleet-plan.js';
import type { SeededRandom } from './seeded-random.js';

/** How long a presented card may take to become a transaction that the CSMS has numbered. */
const START_TIMEOUT_MS = 120_000;
/** A station that cannot charge now is asked again later. */
const LATER_MS = 30_000;

export type FleetPhase = 'waiting' | 'starting' | 'charging' | 'stopping';

/** What a member needs of its fleet. */
export interface FleetContext {
  readonly runner: StationRunner;
  readonly plan: FleetPlan;
  readonly idTag: string;
  readonly ending: boolean;
  now(): number;
  schedule(member: FleetStation, dueAt: number): void;
  registered(member: FleetStation): void;
  tagRefused(member: FleetStation): void;
}

export class FleetStation {
  // Of the heap of deadlines.
  dueAt = Infinity;
  heapIndex = -1;
  // Of the statistics: the outstanding CALL, 0 for none.
  calledAt = 0;
  calledAction = '';
  registered = false;
  phase: FleetPhase = 'waiting';
  visit: Visit | null = null;
  hosted: HostedStation | null = null;
  readonly random: SeededRandom;
  readonly #fleet: FleetContext;

  constructor(fleet: FleetContext, random: SeededRandom) {
    this.#fleet = fleet;
    this.random = random;
  }

  /** To be called after every step of the station. */
  stationChanged({ station, definition }: HostedStation): void {
    if (!this.registered && station.registration === 'accepted') {
      this.registered = true;
      this.#fleet.registered(this);
      this.#waitForCar();
    }
    if (this.phase === 'waiting' || this.visit === null) return;
    const connector = station.connectors[this.visit.connectorId - 1]!;
    const { transaction } = connector;
    if (this.phase === 'starting') {
      if (transaction === null && connector.authorization === null && !isAuthorizing(station)) this.#hasNotStarted();
      else if (transaction !== null && transaction.transactionId !== null) this.#charging();
    } else if (transaction === null) {
      this.#leave(definition.key);
    }
  }

  /** The time that was scheduled has come. */
  due(): void {
    const { visit, hosted } = this;
    if (hosted === null) return;
    const { key } = hosted.definition;
    if (visit === null) this.#arrive(hosted);
    else if (this.phase === 'starting') this.#refused();
    else if (this.phase === 'charging') {
      this.phase = 'stopping';
      this.#fleet.runner.input(key, { type: 'stopPressed', connectorId: visit.connectorId });
    }
  }

  /** The fleet ends: the car goes as soon as its transaction has ended. */
  unplugAll(): void {
    const { hosted } = this;
    if (hosted === null || hosted.broken !== null) return;
    const { key } = hosted.definition;
    for (const { id, car } of hosted.station.connectors) {
      if (car !== null) this.#fleet.runner.input(key, { type: 'unplugged', connectorId: id });
    }
  }

  #waitForCar(): void {
    this.phase = 'waiting';
    this.visit = null;
    if (!this.#fleet.ending) {
      this.#fleet.schedule(this, this.#fleet.now() + this.#fleet.plan.arrivalMs(this.random));
    }
  }

  #arrive({ station, definition: { key } }: HostedStation): void {
    const { runner, plan, idTag } = this.#fleet;
    const visit = plan.visit(this.random);
    const { status } = station.connectors[visit.connectorId - 1]!;
    if (status !== 'Available') return this.#fleet.schedule(this, this.#fleet.now() + LATER_MS);
    const { connectorId, car, socPercent } = visit;
    runner.input(key, { type: 'plugged', connectorId, plugIn: { car, socPercent } });
    runner.input(key, { type: 'tagPresented', idTag, connectorId });
    this.visit = visit;
    this.phase = 'starting';
    this.#fleet.schedule(this, this.#fleet.now() + START_TIMEOUT_MS);
  }

  #charging(): void {
    this.phase = 'charging';
    this.#fleet.schedule(this, this.#fleet.now() + this.visit!.stayMs);
  }

  /** The end of the fleet stops a transaction that the CSMS has not numbered yet: nobody has refused it. */
  #hasNotStarted(): void {
    if (this.#fleet.ending) this.#leave(this.hosted!.definition.key);
    else this.#refused();
  }

  #refused(): void {
    this.#fleet.tagRefused(this);
    if (this.hosted !== null) this.#leave(this.hosted.definition.key);
  }

  #leave(key: string): void {
    const { connectorId } = this.visit!;
    this.#waitForCar();
    this.#fleet.runner.input(key, { type: 'unplugged', connectorId });
  }
}

function isAuthorizing({ rpc }: HostedStation['station']): boolean {
  return [rpc.outstanding, ...rpc.queue].some((call) => call?.action === 'Authorize');
}
