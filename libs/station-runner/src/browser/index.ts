// The page's side of the simulator.
import type { Recording, Scenario, StationInput } from '@simulator/station';
import type { StationDefinition } from '../station-definition.js';
import type {
  Answer,
  DefinitionChange,
  ExportedStations,
  FromWorker,
  SimulatorFault,
  StationSnapshot,
  StationSummary,
  ToWorker,
} from './protocol.js';
import type { CsmsSide } from '../csms-replay-player.js';
import type { StoredStation } from '../store.js';
import type { TimelineEntry } from '../timeline.js';
import { Pulse } from './pulse.js';
import type { Verdict, WireRules } from '../interception.js';

export type { StationDefinition } from '../station-definition.js';
export type { ExportedStations, SimulatorFault, StationSnapshot, StationSummary, TimelineEntry } from './protocol.js';
export type { FixedAnswer, HeldInFlight, InterceptionState, Verdict, WireRules } from '../interception.js';
export type { AutomaticMode } from '../station-definition.js';
export type { RelayTerms } from '../socket.js';
export type { StoredStation } from '../store.js';
export type { CsmsReplayProgress, CsmsSide } from '../csms-replay-player.js';
export type { ScenarioProgress } from './scenario-player.js';
export type { DefinitionChange } from './protocol.js';
export { readStoredStations } from './read-stored.js';
export { stationUrl } from '../station-url.js';

/** The part of Worker that is used. */
export interface WorkerPort {
  postMessage(message: ToWorker): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: { data: FromWorker }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  addEventListener(type: 'messageerror', listener: () => void): void;
}

export interface StationWatcher {
  onSnapshot?(snapshot: StationSnapshot): void;
  /** First what is kept, then what comes. Each entry once, in order. */
  onTimeline?(entries: readonly TimelineEntry[]): void;
}

interface Pending {
  resolve(value?: Answer): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

interface Watched {
  watchers: Set<StationWatcher>;
  snapshot: StationSnapshot | null;
  entries: TimelineEntry[];
}

const KEPT_ENTRIES = 2_000;
/** Longer than any request takes: taking away a station waits 5 s for its CSMS. */
const ANSWER_TIMEOUT_MS = 15_000;
/** Of these kinds is what keeps the stations from running here. */
const BLOCKING: ReadonlySet<SimulatorFault['kind']> = new Set(['otherTab', 'noStore', 'workerStopped']);
/** How often the page asks its Worker for a sign of life. */
export const PULSE_MS = 5_000;
/** No work of a Worker takes so long without a message in between. */
const SILENCE_MS = 30_000;
const SILENT =
  'The part of the page in which the stations run has not answered for half a minute. It may be busy, and come back; or it ' +
  'hangs. Started again, stations and running transactions go on as they were last stored.';
const NO_ANSWER = 'The simulator does not answer. Load the page again; the stations go on where they were.';

/** Speaks with the Worker that runs the stations. Every promise rejects with an Error whose message is for a person. */
export class SimulatorClient {
  readonly #openWorker: () => WorkerPort;
  readonly #pulse = new Pulse(PULSE_MS, SILENCE_MS);
  #worker: WorkerPort;
  readonly #pending = new Map<number, Pending>();
  readonly #watched = new Map<string, Watched>();
  readonly #stationListeners = new Set<(stations: StationSummary[]) => void>();
  readonly #faultListeners = new Set<FaultListener>();
  #stations: StationSummary[] | null = null;
  #faults: SimulatorFault[] = [];
  #lastRequest = 0;
  readonly #runningListeners = new Set<(isRunning: boolean) => void>();
  #running = false;

  static connect(openWorker: () => WorkerPort): SimulatorClient {
    return new SimulatorClient(openWorker);
  }

  private constructor(openWorker: () => WorkerPort) {
    this.#openWorker = openWorker;
    this.#worker = this.#connect();
  }

  /** Ends the Worker, however it is, and starts a new one: the stations go on as they were stored. */
  restart(): void {
    this.#worker.terminate();
    this.#rejectAll('The simulator was started again.');
    this.#stopped();
    this.#faults = [];
    this.#pulse.heard();
    this.#worker = this.#connect();
    for (const listener of this.#faultListeners) listener(null, this.#faults);
  }

  /** To be called every `PULSE_MS`: asks the Worker whether it is there. A long silence becomes the fault `noAnswer`. */
  checkPulse(now: number, isVisible: boolean): void {
    if (this.#faults.some(({ kind }) => kind === 'noAnswer' || kind === 'workerStopped')) return;
    this.#worker.postMessage({ type: 'ping' });
    if (this.#pulse.tick(now, isVisible)) this.#addFault({ kind: 'noAnswer', problem: SILENT });
  }

  /** A silent Worker gets as much time again. */
  keepWaiting(): void {
    this.#pulse.heard();
    this.#endFault('noAnswer');
  }

  #connect(): WorkerPort {
    const worker = this.#openWorker();
    const isCurrent = () => this.#worker === worker;
    worker.addEventListener('message', ({ data }) => isCurrent() && this.#receive(data));
    worker.addEventListener(
      'error',
      ({ message }) => isCurrent() && this.#workerFailed(message || 'its script could not be loaded'),
    );
    worker.addEventListener('messageerror', () => isCurrent() && this.#workerFailed('a message could not be read'));
    return worker;
  }

  addStation(definition: StationDefinition): Promise<void> {
    return this.#ask((request) => ({ type: 'addStation', request, definition }));
  }

  updateDefinition(definition: StationDefinition): Promise<void> {
    return this.#ask((request) => ({ type: 'updateDefinition', request, definition }));
  }

  /** Stops running transactions first; rejects when the CSMS cannot be told, unless `force` is set. */
  removeStation(key: string, { force = false } = {}): Promise<void> {
    return this.#ask((request) => ({ type: 'removeStation', request, key, force }));
  }

  input(key: string, input: StationInput): Promise<void> {
    return this.#ask((request) => ({ type: 'input', request, key, input }));
  }

  /** Frames of this station are held, or answered in its place; until the page is closed. */
  setWireRules(key: string, rules: WireRules): Promise<void> {
    return this.#ask((request) => ({ type: 'setWireRules', request, key, rules }));
  }

  settleHeld(key: string, id: number, verdict: Verdict): Promise<void> {
    return this.#ask((request) => ({ type: 'settleHeld', request, key, id, verdict }));
  }

  /** Adds all of them or none; those with state go on where they were. */
  importStations(stations: StoredStation[], { replace = false } = {}): Promise<void> {
    return this.#ask((request) => ({ type: 'importStations', request, stations, replace }));
  }

  exportStations(): Promise<ExportedStations> {
    return this.#ask((request) => ({ type: 'exportStations', request }));
  }

  /** Stores what is not stored yet. */
  save(): Promise<void> {
    return this.#ask((request) => ({ type: 'save', request }));
  }

  /** When the store could not be opened: once more. */
  tryStore(): void {
    this.#worker.postMessage({ type: 'tryStore' });
  }

  /** When the store could not be opened: stations run all the same. */
  runUnsaved(): void {
    this.#worker.postMessage({ type: 'runUnsaved' });
  }

  /** Tells many stations the same; rejects with what went wrong first, after all were told. */
  inputMany(keys: readonly string[], input: StationInput): Promise<void> {
    return this.#ask((request) => ({ type: 'inputMany', request, keys, input }));
  }

  updateMany(keys: readonly string[], change: DefinitionChange): Promise<void> {
    return this.#ask((request) => ({ type: 'updateMany', request, keys, change }));
  }

  removeMany(keys: readonly string[], { force = false } = {}): Promise<void> {
    return this.#ask((request) => ({ type: 'removeMany', request, keys, force }));
  }

  /** Puts a station as the scenario wants it in this one's place, and plays it; its progress comes with the snapshots. */
  playScenario(key: string, scenario: Scenario, seed?: number): Promise<void> {
    const base = { type: 'playScenario', key, scenario } as const;
    return this.#ask((request) => (seed === undefined ? { ...base, request } : { ...base, request, seed }));
  }

  /** Ends a run, and forgets what it found. */
  stopScenario(key: string): Promise<void> {
    return this.#ask((request) => ({ type: 'stopScenario', request, key }));
  }

  /** Ends a run; the station from before goes on where it was, with its whole state. */
  putBack(key: string): Promise<void> {
    return this.#ask((request) => ({ type: 'putBack', request, key }));
  }

  /** The scenario's station stays for good. */
  forgetBefore(key: string): Promise<void> {
    return this.#ask((request) => ({ type: 'forgetBefore', request, key }));
  }

  startRecording(key: string): Promise<void> {
    return this.#ask((request) => ({ type: 'startRecording', request, key }));
  }

  stopRecording(key: string): Promise<Recording> {
    return this.#ask((request) => ({ type: 'stopRecording', request, key }));
  }

  /** Runs the stations here, not in the other tab that runs them now. */
  useHere(): void {
    this.#worker.postMessage({ type: 'useHere' });
  }

  /**
   * Calls back with true when the stored stations run, and with false when they do so no more: then nothing that was known of
   * them holds. While another tab runs them, that may take long.
   */
  onRunning(callback: (isRunning: boolean) => void): () => void {
    this.#runningListeners.add(callback);
    if (this.#running) callback(true);
    return () => this.#runningListeners.delete(callback);
  }

  /** Plays the CSMS of a capture to a fresh station in this one's place; how it goes comes with the snapshots. */
  playCsms(key: string, side: CsmsSide): Promise<void> {
    return this.#ask((request) => ({ type: 'playCsms', request, key, side }));
  }

  /** Ends it before its time; `forget`: what it found is of no interest any more. */
  stopCsms(key: string, { forget = false } = {}): Promise<void> {
    return this.#ask((request) => ({ type: 'stopCsms', request, key, forget }));
  }

  /** Calls back with the present list as soon as it is known, then with each new one. */
  subscribeStations(callback: (stations: StationSummary[]) => void): () => void {
    this.#stationListeners.add(callback);
    if (this.#stations !== null) callback(this.#stations);
    return () => this.#stationListeners.delete(callback);
  }

  watch(key: string, watcher: StationWatcher): () => void {
    let watched = this.#watched.get(key);
    if (watched === undefined) {
      this.#watched.set(key, (watched = { watchers: new Set(), snapshot: null, entries: [] }));
      if (this.#running) this.#worker.postMessage({ type: 'watch', key });
    }
    const { watchers, snapshot, entries } = watched;
    watchers.add(watcher);
    if (snapshot !== null) watcher.onSnapshot?.(snapshot);
    if (entries.length > 0) watcher.onTimeline?.(entries.slice());
    return () => {
      watchers.delete(watcher);
      if (watchers.size > 0 || this.#watched.get(key)?.watchers !== watchers) return;
      this.#watched.delete(key);
      if (this.#running) this.#worker.postMessage({ type: 'unwatch', key });
    };
  }

  /** Calls back with each fault, those that stand already included. `faults` are all that stand now. */
  onFault(callback: FaultListener): () => void {
    this.#faultListeners.add(callback);
    for (const { problem } of this.#faults) callback(problem, this.#faults);
    return () => this.#faultListeners.delete(callback);
  }

  /** The faults that stand now. */
  get faults(): readonly SimulatorFault[] {
    return this.#faults;
  }

  #ask<T = void>(message: (request: number) => ToWorker): Promise<T> {
    const gone = this.#faults.find(({ kind }) => kind === 'workerStopped');
    if (gone !== undefined) return Promise.reject(new Error(gone.problem));
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => this.#take(request)?.reject(new Error(NO_ANSWER)), ANSWER_TIMEOUT_MS);
      // What a request is answered with is a matter of its type.
      this.#pending.set(request, { resolve: resolve as Pending['resolve'], reject, timer });
      this.#worker.postMessage(message(request));
    });
  }

  #receive(message: FromWorker): void {
    this.#pulse.heard();
    this.#endFault('noAnswer');
    switch (message.type) {
      case 'ready':
        return this.#started();
      case 'done':
        return this.#take(message.request)?.resolve(message.value);
      case 'failed':
        return this.#take(message.request)?.reject(new Error(message.problem));
      case 'stations':
        this.#stations = message.stations;
        for (const listener of this.#stationListeners) listener(message.stations);
        return;
      case 'snapshot':
        return this.#receiveSnapshot(message.snapshot);
      case 'timeline':
        return this.#receiveTimeline(message.key, message.entries);
      case 'fault':
        return this.#addFault(message.fault);
      case 'faultOver':
        return this.#endFault(message.kind, message.key);
      case 'pong':
        return;
    }
  }

  #started(): void {
    this.#running = true;
    for (const key of this.#watched.keys()) this.#worker.postMessage({ type: 'watch', key });
    for (const listener of this.#runningListeners) listener(true);
  }

  #stopped(): void {
    if (!this.#running) return;
    this.#running = false;
    this.#stations = null;
    for (const watched of this.#watched.values()) Object.assign(watched, { snapshot: null, entries: [] });
    for (const listener of this.#runningListeners) listener(false);
  }

  #take(request: number): Pending | undefined {
    const pending = this.#pending.get(request);
    clearTimeout(pending?.timer);
    this.#pending.delete(request);
    return pending;
  }

  #receiveSnapshot(snapshot: StationSnapshot): void {
    const watched = this.#watched.get(snapshot.definition.key);
    if (watched === undefined) return;
    watched.snapshot = snapshot;
    for (const watcher of watched.watchers) watcher.onSnapshot?.(snapshot);
  }

  #receiveTimeline(key: string, entries: readonly TimelineEntry[]): void {
    const watched = this.#watched.get(key);
    if (watched === undefined) return;
    // Watching again brings the kept entries again.
    const last = watched.entries.at(-1)?.number ?? 0;
    const fresh = entries.filter(({ number }) => number > last);
    if (fresh.length === 0) return;
    watched.entries = [...watched.entries, ...fresh].slice(-KEPT_ENTRIES);
    for (const watcher of watched.watchers) watcher.onTimeline?.(fresh);
  }

  #addFault(fault: SimulatorFault): void {
    const isBlocking = BLOCKING.has(fault.kind);
    // What was wrong while the stations ran here is past.
    this.#faults = isBlocking ? [fault] : [...this.#faults, fault];
    if (isBlocking) this.#stopped();
    for (const listener of this.#faultListeners) listener(fault.problem, this.#faults);
  }

  #endFault(kind: SimulatorFault['kind'], key?: string): void {
    const isOver = (fault: SimulatorFault) =>
      fault.kind === kind && (key === undefined || ('key' in fault && fault.key === key));
    if (!this.#faults.some(isOver)) return;
    this.#faults = this.#faults.filter((fault) => !isOver(fault));
    for (const listener of this.#faultListeners) listener(null, this.#faults);
  }

  #workerFailed(why: string): void {
    if (this.#running) {
      // An uncaught error does not end a Worker.
      const problem = `The simulator met an error: ${why}. If something looks wrong, load the page again.`;
      return this.#addFault({ kind: 'brokenStation', problem });
    }
    const problem = `The simulator could not start: ${why}. Start it again; if that does not help, load the page again.`;
    this.#addFault({ kind: 'workerStopped', problem });
    this.#rejectAll(problem);
  }

  #rejectAll(problem: string): void {
    for (const request of [...this.#pending.keys()]) this.#take(request)?.reject(new Error(problem));
  }
}

/** `problem` is the new fault, null when one is over. */
export type FaultListener = (problem: string | null, faults: readonly SimulatorFault[]) => void;
