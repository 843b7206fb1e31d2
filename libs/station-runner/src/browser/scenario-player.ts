// Plays scenarios on stations of the page in real time against their CSMS, and records what happens at a station.
import {
  advanceRun,
  createAnswersInPlace,
  createRecorder,
  createRun,
  nextRunDeadline,
  stationConfigFor,
} from '@simulator/station';
import type {
  AnswersInPlace,
  Recorder,
  Recording,
  RunEvent,
  RunFailure,
  RunOutput,
  Scenario,
  ScenarioRun,
  StationInput,
  StationOutput,
  StepResult,
} from '@simulator/station';
import type { RunnerClock, TimerHandle } from '../clock.js';
import { MAX_DELAY_MS } from '../clock.js';
import type { HostedStation } from '../hosted-station.js';
import type { StationRunner } from '../runner.js';
import type { StationDefinition } from '../station-definition.js';

/** Has a CSMS send a CALL to the station. Null: it is on its way; 'prompt': a person must do it; else why it cannot be. */
export type CallCsms = (definition: StationDefinition, action: string, payload: unknown) => Promise<string | null>;

/** A scenario on its way, as pages show it. */
export interface ScenarioProgress {
  name: string;
  state: ScenarioRun['state'];
  seed: number;
  /** Null: between two steps, or over. */
  current: { path: string; title: string; problem: string } | null;
  /** The newest, 500 at most. */
  results: StepResult[];
  failures: RunFailure[];
  /** What a person at the CSMS has to do now; '' for nothing. */
  prompt: string;
}

const MAX_RESULTS = 500;
/** Some days of an idle station, or an hour of one that is looked at. */
const MAX_RECORDED = 200_000;

interface Playing {
  run: ScenarioRun;
  hosted: HostedStation;
  failures: RunFailure[];
  prompt: string;
  timer: TimerHandle | null;
  inPlace: AnswersInPlace;
}

type Event = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'station'> : never) : never;

export class ScenarioPlayer {
  readonly #playing = new Map<string, Playing>();
  readonly #recorders = new Map<string, Recorder>();

  constructor(
    private readonly runner: StationRunner,
    private readonly clock: RunnerClock,
    private readonly callCsms: CallCsms,
    private readonly changed: (key: string) => void,
  ) {}

  /**
   * Puts a station as the scenario wants it in this one's place, and plays.
   * @throws Error while a transaction runs, or for variables that are not the scenario's
   */
  play(key: string, scenario: Scenario, options: { variables?: Record<string, never>; seed?: number } = {}): void {
    const before = this.#hosted(key).definition;
    const run = createRun(scenario, options, this.clock.now());
    const config = { ...stationConfigFor(run, before.config), id: before.config.id };
    this.stop(key);
    const hosted = this.runner.replace({ ...before, config });
    const playing: Playing = { run, hosted, failures: [], prompt: '', timer: null, inPlace: createAnswersInPlace() };
    this.#playing.set(key, playing);
    this.#tell(playing, { type: 'started' });
  }

  /** Ends a run, if there is one, and forgets what it found. */
  stop(key: string): void {
    const playing = this.#playing.get(key);
    if (playing === undefined) return;
    if (playing.timer !== null) this.clock.clearTimeout(playing.timer);
    this.#playing.delete(key);
    this.runner.setAnswersInPlace(key, null);
    this.changed(key);
  }

  progressOf(key: string): ScenarioProgress | null {
    const playing = this.#playing.get(key);
    if (playing === undefined) return null;
    const { run, failures, prompt } = playing;
    const current = run.current && {
      path: run.current.path,
      title: run.current.title,
      problem: run.current.problem,
    };
    const { state, seed, scenario } = run;
    return { name: scenario.name, state, seed, current, results: run.results.slice(-MAX_RESULTS), failures, prompt };
  }

  startRecording(key: string): void {
    this.#recorders.set(key, createRecorder(this.#hosted(key).station));
    this.changed(key);
  }

  /** @throws Error when nothing is recorded */
  stopRecording(key: string): Recording {
    const recorder = this.#recorders.get(key);
    if (recorder === undefined) throw new Error('Nothing is being recorded at this station.');
    this.#recorders.delete(key);
    this.changed(key);
    return recorder.recording;
  }

  isRecording(key: string): boolean {
    return this.#recorders.has(key);
  }

  stepped(hosted: HostedStation, input: StationInput, outputs: readonly StationOutput[], now: number): void {
    const { key } = hosted.definition;
    const recorder = this.#recorders.get(key);
    if (recorder !== undefined && recorder.recording.inputs.length < MAX_RECORDED) recorder.record(input, now);
    const playing = this.#playing.get(key);
    if (playing?.hosted === hosted) this.#tell(playing, { type: 'stepped', input, outputs });
  }

  /** A station is gone, or another stands in its place. */
  forget(key: string): void {
    this.#recorders.delete(key);
    this.stop(key);
  }

  #hosted(key: string): HostedStation {
    const hosted = this.runner.find(key);
    if (hosted === undefined) throw new Error('There is no such station.');
    return hosted;
  }

  #tell(playing: Playing, event: Event): void {
    const { run, hosted } = playing;
    if (hosted.removed) return;
    const stepBefore = run.current;
    const outputs = advanceRun(run, { ...event, station: hosted.station }, this.clock.now());
    for (const output of outputs) this.#carryOut(playing, output);
    this.#schedule(playing);
    if (outputs.length > 0 || stepBefore !== run.current) this.changed(hosted.definition.key);
  }

  #carryOut(playing: Playing, output: RunOutput): void {
    const { key } = playing.hosted.definition;
    if (output.type === 'input') this.runner.input(key, output.input);
    else if (output.type === 'csmsCall') this.#call(playing, output);
    else if (output.type === 'csmsAnswer') {
      // Nobody can make a real CSMS answer so.
      playing.inPlace.put(output.answer);
      this.runner.setAnswersInPlace(key, playing.inPlace);
    } else if (output.type === 'stepStarted') playing.prompt = '';
    else if (output.type === 'finished') {
      this.runner.setAnswersInPlace(key, null);
      playing.failures = output.failures;
      playing.prompt = '';
    }
  }

  #call(playing: Playing, { action, payload, prompt }: Extract<RunOutput, { type: 'csmsCall' }>): void {
    const { current } = playing.run;
    void this.callCsms(playing.hosted.definition, action, payload).then((problem) => {
      if (problem === null || playing.run.current !== current) return;
      if (problem !== 'prompt') return this.#tell(playing, { type: 'csmsFailed', reason: problem });
      playing.prompt = prompt;
      this.changed(playing.hosted.definition.key);
    });
  }

  #schedule(playing: Playing): void {
    if (playing.timer !== null) this.clock.clearTimeout(playing.timer);
    playing.timer = null;
    const at = nextRunDeadline(playing.run, playing.hosted.station);
    if (at === Infinity) return;
    const delayMs = Math.min(Math.max(at - this.clock.now(), 0), MAX_DELAY_MS);
    playing.timer = this.clock.setTimeout(() => this.#tell(playing, { type: 'timePassed' }), delayMs);
  }
}
