// Keeps many stations: adds, restores, changes and removes them. Knows no runtime: sockets, clock and store are handed in.
import { createStation, persistedPart, restoreStation, statePartsOf } from '@simulator/station';
import type { AnswersInPlace, StationInput } from '@simulator/station';
import { HostedStation } from './hosted-station.js';
import type { Verdict, WireRules } from './interception.js';
import type { RunnerOptions } from './runner-options.js';
import type { OpenSocket } from './socket.js';
import type { StationDefinition } from './station-definition.js';
import { StationDriver } from './station-driver.js';
import { stationUrl } from './station-url.js';
import type { StoredStation } from './store.js';
import { Timeline } from './timeline.js';
import { hasUnsettledTransaction, wouldLeaveOrphan } from './unsettled.js';

/** How long `settle` and `remove` wait for the CSMS to take the end of a transaction. */
export const SETTLE_TIMEOUT_MS = 5_000;

const FLEET_SIZE = 50;
const TRANSACTION =
  'A transaction runs here, or the CSMS has not been told of its end. Stop it first, and wait until that is told: while a ' +
  'replay runs, the station is away from its own CSMS.';
const GUEST = 'A replay runs at this station. Stop it first: the station then is back as it was.';
const ORPHAN = 'A transaction is running. Stop it first: the CSMS would never learn how it ended.';

export class StationRunner {
  readonly #options: RunnerOptions;
  readonly #driver: StationDriver;
  readonly #stations = new Map<string, HostedStation>();
  /** By key, what is stored but cannot be read by this version: kept untouched. */
  readonly #unreadable = new Map<string, StoredStation>();

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#driver = new StationDriver(options);
  }

  /** Brings the stored stations back to life. One that cannot be read is reported and left alone. */
  async restore(): Promise<void> {
    const stored = (await this.#options.store?.load()) ?? [];
    for (const { definition, parts } of stored) {
      try {
        stationUrl(definition);
        const station = restoreStation(parts, this.#options.clock.now());
        this.#host(new HostedStation(definition, station, this.#newTimeline()), { type: 'restored' });
      } catch (error) {
        const { key } = definition;
        const name = nameOf(definition);
        this.#unreadable.set(key, { definition, parts });
        const why = error instanceof Error ? error.message : String(error);
        const problem = `The stored station “${name}” cannot be read: ${why} It is kept as it is, and the others go on.`;
        this.#options.listener?.fault?.({ kind: 'unreadableStation', problem, key, name });
      }
    }
  }

  stations(): Iterable<HostedStation> {
    return this.#stations.values();
  }

  find(key: string): HostedStation | undefined {
    return this.#stations.get(key);
  }

  /**
   * Creates the station and powers it on; with `powerOn` false it waits for that input.
   * @throws Error that says what is wrong with the definition
   */
  add(definition: StationDefinition, { powerOn = true } = {}): HostedStation {
    const { key, config } = definition;
    if (this.#stations.has(key)) throw new Error(`There is a station with the key “${key}” already.`);
    const unreadable = this.#unreadable.get(key);
    if (unreadable !== undefined) {
      throw new Error(`The stored station “${nameOf(unreadable.definition)}” has this key; remove it first.`);
    }
    stationUrl(definition);
    const station = createStation(config, this.#options.clock.now());
    return this.#hostNew(new HostedStation(definition, station, this.#newTimeline()), powerOn ? 'poweredOn' : null);
  }

  /** Tells a station what happened. @throws Error when there is no such station, or it stands still */
  input(key: string, input: StationInput): void {
    const hosted = this.#get(key);
    if (hosted.broken !== null) throw new Error(hosted.broken);
    this.#driver.feed(hosted, input);
  }

  /**
   * Changes the name at once; another CSMS means a new connection; another configuration means a new station in the old
   * one's place, whose meters begin at 0.
   * @throws Error for a wrong definition, and for the latter two while the CSMS would be left with an orphan
   */
  update(definition: StationDefinition): void {
    const hosted = this.#resident(definition.key);
    const before = hosted.definition;
    const rebuilt = JSON.stringify(before.config) !== JSON.stringify(definition.config);
    const moved = wayOf(before) !== wayOf(definition);
    stationUrl(definition);
    if ((rebuilt || moved) && wouldLeaveOrphan(hosted.station)) {
      throw new Error(ORPHAN);
    }
    if (rebuilt) {
      this.#rebuild(hosted, definition);
      return;
    }
    hosted.definition = definition;
    this.#driver.writer?.markDefinition(hosted);
    if (moved && hosted.station.connection.state !== 'off') {
      this.#driver.feed(hosted, { type: 'networkSwitched', on: false });
      this.#driver.feed(hosted, { type: 'networkSwitched', on: true });
    }
    this.#options.listener?.stationChanged?.(hosted);
  }

  /**
   * Puts a new station in the old one's place, without power: `poweredOn` comes next. The old one is kept with its whole
   * state, stored too, until `putBack` or `forgetBefore`; when there is one from before already, that one stays.
   * @throws Error for a wrong definition, and while the CSMS would be left with an orphan
   */
  replace(definition: StationDefinition): HostedStation {
    const hosted = this.#resident(definition.key);
    stationUrl(definition);
    if (wouldLeaveOrphan(hosted.station)) throw new Error(ORPHAN);
    const { config } = hosted.definition;
    const before = hosted.definition.before ?? structuredClone({ config, parts: this.exportStation(hosted).parts });
    return this.#rebuild(hosted, { ...definition, before }, false);
  }

  /**
   * The station from before `replace` goes on where it was: meters, configuration, lists and all.
   * @throws Error when none is kept, and while the CSMS would be left with an orphan
   */
  putBack(key: string): void {
    const hosted = this.#resident(key);
    const { before, ...definition } = hosted.definition;
    if (before === undefined) throw new Error('No station from before is kept here.');
    if (wouldLeaveOrphan(hosted.station)) throw new Error(ORPHAN);
    const station = restoreStation(before.parts, this.#options.clock.now());
    this.#drop(hosted);
    const back = new HostedStation({ ...definition, config: before.config }, station, hosted.timeline);
    this.#hostNew(back, 'restored');
    if (hosted.interception !== null) this.#driver.interceptionOf(back).setRules(hosted.interception.rules);
  }

  /** The station that stands here now stays, and the one from before is gone for good. */
  forgetBefore(key: string): void {
    const hosted = this.#resident(key);
    const { before: _before, ...definition } = hosted.definition;
    hosted.definition = definition;
    this.#driver.writer?.markDefinition(hosted);
    this.#options.listener?.stationChanged?.(hosted);
  }

  /**
   * Puts a fresh station without power in this one's place, whose CSMS is where `openSocket` leads. The one whose place it has
   * leaves its own CSMS, stays stored as it is, and comes back with `endGuest`.
   * @throws Error while a transaction runs, or is not yet told to the CSMS
   */
  hostGuest(key: string, openSocket: OpenSocket): HostedStation {
    const hosted = this.#resident(key);
    if (hosted.broken !== null) throw new Error(hosted.broken);
    if (hasUnsettledTransaction(hosted.station)) throw new Error(TRANSACTION);
    const resident = this.exportStation(hosted);
    // Drivers who come by themselves would meddle.
    const { automatic: _automatic, ...definition } = resident.definition;
    this.#driver.drop(hosted);
    const station = createStation(definition.config, this.#options.clock.now());
    const guest = new HostedStation(definition, station, hosted.timeline);
    guest.guest = { resident, rules: hosted.interception?.rules ?? null, openSocket };
    return this.#host(guest, null);
  }

  /** The station that had to make room goes on where it was. */
  endGuest(key: string): void {
    const hosted = this.#get(key);
    if (hosted.guest === null) return;
    const { resident, rules } = hosted.guest;
    this.#drop(hosted);
    const station = restoreStation(resident.parts, this.#options.clock.now());
    const back = this.#hostNew(new HostedStation(resident.definition, station, hosted.timeline), 'restored');
    if (rules !== null) this.#driver.interceptionOf(back).setRules(rules);
  }

  /** A line in the station's timeline. */
  notice(hosted: HostedStation, text: string): void {
    this.#driver.notice(hosted, text);
  }

  /** What is stored but cannot be read by this version, as it was found. */
  unreadable(): StoredStation[] {
    return [...this.#unreadable.values()];
  }

  /** Why nothing can be stored at the moment; null: it can, or there is no store. */
  get storeProblem(): string | null {
    return this.#driver.writer?.failure?.problem ?? null;
  }

  /** Stores what is not stored yet. @throws Error when that does not work */
  async save(): Promise<void> {
    await this.#driver.writer?.flush();
    if (this.storeProblem !== null) throw new Error(`The stations cannot be stored (${this.storeProblem}).`);
  }

  /** Stores everything once more: the store may have lost it. */
  saveAll(): void {
    const { writer } = this.#driver;
    for (const hosted of this.#stations.values()) {
      // Nothing of a guest is stored; the station whose place it has is, when it comes back.
      if (hosted.guest !== null) continue;
      writer?.markDefinition(hosted);
      for (const part of statePartsOf(hosted.station)) writer?.markPart(hosted, part);
    }
  }

  /** A station with its state, as the store has it. */
  exportStation({ definition, station, guest }: HostedStation): StoredStation {
    if (guest !== null) return guest.resident;
    const parts = statePartsOf(station).map((part) => [part, persistedPart(station, part)] as const);
    return { definition, parts: Object.fromEntries(parts) };
  }

  /**
   * Adds stations with their states, all or none; they go on where they were.
   * @param replace those that are here already; without it they make the import fail
   * @throws Error that names the station that cannot be
   */
  importStations(stored: readonly StoredStation[], { replace = false } = {}): void {
    const keys = new Set([...(replace ? [] : this.#stations.keys()), ...this.#unreadable.keys()]);
    const hosted = stored.map(({ definition, parts }) => {
      try {
        if (keys.has(definition.key)) throw new Error('it is here already.');
        keys.add(definition.key);
        const old = this.#stations.get(definition.key);
        if (old !== undefined && wouldLeaveOrphan(old.station)) throw new Error(ORPHAN);
        if (old !== undefined && old.guest !== null) throw new Error(GUEST);
        stationUrl(definition);
        const now = this.#options.clock.now();
        const isNew = Object.keys(parts).length === 0;
        const station = isNew ? createStation(definition.config, now) : restoreStation(parts, now);
        return { hosted: new HostedStation(definition, station, this.#newTimeline()), isNew };
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`Station “${definition.name}” cannot be imported: ${why} Nothing was imported.`, {
          cause: error,
        });
      }
    });
    for (const { hosted: station, isNew } of hosted) {
      const old = this.#stations.get(station.definition.key);
      if (old !== undefined) this.#drop(old);
      this.#hostNew(station, isNew ? 'poweredOn' : 'restored');
    }
  }

  /**
   * Takes a station away for good. Running transactions are stopped first, and the CSMS is told.
   * @throws Error when the CSMS does not take that within 5 s; with `force` the station goes all the same
   */
  async remove(key: string, { force = false } = {}): Promise<void> {
    const { writer } = this.#driver;
    if (this.#unreadable.delete(key)) {
      writer?.removeKey(key);
      return writer?.flush();
    }
    this.endGuest(key);
    const hosted = this.#get(key);
    const mustTell = !force && hosted.broken === null && wouldLeaveOrphan(hosted.station);
    if (mustTell && !(await this.settle(key))) {
      throw new Error(
        `The CSMS has not confirmed the end of the transaction of “${hosted.definition.name}”. Remove the station when it ` +
          'is connected again, or remove it all the same: the CSMS then keeps an unfinished transaction.',
      );
    }
    if (!hosted.removed) this.#drop(hosted);
    await writer?.flush();
  }

  /** Stops the station's transactions and waits until the CSMS has taken everything about them. False: not in time. */
  async settle(key: string, timeoutMs = SETTLE_TIMEOUT_MS): Promise<boolean> {
    const hosted = this.#get(key);
    for (const { id, transaction } of hosted.station.connectors) {
      if (transaction !== null) this.#driver.feed(hosted, { type: 'stopPressed', connectorId: id });
    }
    if (!hasUnsettledTransaction(hosted.station)) return true;
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const end = (settled: boolean) => {
        clock.clearTimeout(timeout);
        hosted.settled = hosted.settled.filter((waiting) => waiting !== onSettled);
        resolve(settled);
      };
      const onSettled = () => end(true);
      const timeout = clock.setTimeout(() => end(false), timeoutMs);
      hosted.settled.push(onSettled);
    });
  }

  /** What happens to this station's frames in flight; it lasts until the runner ends. */
  setWireRules(key: string, rules: WireRules): void {
    this.#driver.interceptionOf(this.#get(key)).setRules(rules);
  }

  /** The station hears these in place of what its CSMS answers; null: the CSMS again. */
  setAnswersInPlace(key: string, answers: AnswersInPlace | null): void {
    const hosted = this.#stations.get(key);
    if (answers === null) hosted?.interception?.setAnswersInPlace(null);
    else this.#driver.interceptionOf(this.#get(key)).setAnswersInPlace(answers);
  }

  /** @throws Error when the frame is not held any more */
  settleHeld(key: string, id: number, verdict: Verdict): void {
    this.#driver.interceptionOf(this.#get(key)).settle(id, verdict);
  }

  /** Lets a station integrate up to now, so that what is read from it is right at this moment. Returns that moment. */
  refresh(hosted: HostedStation): number {
    this.#driver.feed(hosted, { type: 'deadlineReached' });
    return this.#driver.now();
  }

  /**
   * Stores what is to be stored and lets go of everything; another runner can restore the stations.
   * @param polite false: the connections just end, as when the process is killed
   */
  async stop({ polite = true } = {}): Promise<void> {
    this.#driver.stop(this.#stations.values(), { polite });
    await this.#driver.writer?.close();
  }

  /** Ends at once: nothing is sent or written any more, not even what waits for that. */
  abandon(): void {
    this.#driver.writer?.halt();
    this.#driver.stop(this.#stations.values(), { polite: false });
  }

  #get(key: string): HostedStation {
    const hosted = this.#stations.get(key);
    if (hosted === undefined) throw new Error(`There is no station with the key “${key}”.`);
    return hosted;
  }

  #resident(key: string): HostedStation {
    const hosted = this.#get(key);
    if (hosted.guest !== null) throw new Error(GUEST);
    return hosted;
  }

  #newTimeline(): Timeline | null {
    const { timelineLimit = 0, fleetTimelineLimit = timelineLimit } = this.#options;
    const limit = this.#stations.size < FLEET_SIZE ? timelineLimit : fleetTimelineLimit;
    return limit > 0 ? new Timeline(limit) : null;
  }

  #host(hosted: HostedStation, first: StationInput | null): HostedStation {
    this.#stations.set(hosted.definition.key, hosted);
    if (first !== null) this.#driver.feed(hosted, first);
    return hosted;
  }

  #hostNew(hosted: HostedStation, first: 'poweredOn' | 'restored' | null): HostedStation {
    const { writer } = this.#driver;
    writer?.markDefinition(hosted);
    for (const part of statePartsOf(hosted.station)) writer?.markPart(hosted, part);
    return this.#host(hosted, first === null ? null : { type: first });
  }

  #rebuild(old: HostedStation, definition: StationDefinition, powerOn = true): HostedStation {
    const station = createStation(definition.config, this.#options.clock.now());
    this.#drop(old);
    const first = powerOn ? 'poweredOn' : null;
    const hosted = this.#hostNew(new HostedStation(definition, station, old.timeline), first);
    // Who sets the station up anew still wants its wire meddled with.
    if (old.interception !== null) this.#driver.interceptionOf(hosted).setRules(old.interception.rules);
    return hosted;
  }

  #drop(hosted: HostedStation): void {
    this.#driver.drop(hosted);
    if (hosted.guest === null) this.#driver.writer?.remove(hosted);
    this.#stations.delete(hosted.definition.key);
  }
}

/** What is stored may be anything. */
const nameOf = ({ name, key }: StationDefinition): string => (typeof name === 'string' ? name : key);

/** What a change of means a new connection. */
const wayOf = ({ csmsUrl, relay }: StationDefinition): string => JSON.stringify([csmsUrl, relay]);
