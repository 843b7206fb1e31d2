// A scenario from start to end in virtual time, with the test CSMS behind a line that takes its time. No clock, no I/O.
import type { StationConfig } from '../config.js';
import { createStation } from '../create-station.js';
import { nextDeadline } from '../deadlines.js';
import { defaultStationConfig } from '../default-config.js';
import type { StationInput } from '../input.js';
import type { StationOutput } from '../output.js';
import type { Station } from '../station.js';
import { step } from '../step.js';
import { advanceRun, createRun, nextRunDeadline, stationConfigFor } from './run.js';
import type { RunEvent, RunOptions, RunOutput, ScenarioRun } from './run-state.js';
import type { Scenario } from './scenario.js';
import { answerOfTestCsms, callOfTestCsms, createTestCsms, prepareAnswer } from './test-csms.js';

export interface VirtualRunOptions extends RunOptions {
  /** The station before the scenario's changes; default: the default station. */
  config?: StationConfig;
  /** Epoch milliseconds at which it begins. */
  startAt?: number;
  /** One way between station and CSMS. */
  latencyMs?: number;
  /** Changes what the CSMS says: a defect on purpose. Null: it says nothing. */
  tamper?: (answer: string) => string | null;
  /** Sees every input that the engine is given, before it is. */
  observe?: (input: StationInput, now: number, station: Station) => void;
}

export interface VirtualRun {
  run: ScenarioRun;
  station: Station;
  /** Every text on the wire, in order, at the time it was sent. */
  frames: { at: number; from: 'station' | 'csms'; text: string }[];
  logs: { at: number; level: string; message: string }[];
}

const DEFAULT_START = Date.UTC(2026, 0, 5, 8, 0, 0);
const DEFAULT_LATENCY_MS = 20;

export function runInVirtualTime(scenario: Scenario, options: VirtualRunOptions = {}): VirtualRun {
  const world = new World(scenario, options);
  world.play();
  return world;
}

class World implements VirtualRun {
  readonly run: ScenarioRun;
  readonly station: Station;
  readonly frames: VirtualRun['frames'] = [];
  readonly logs: VirtualRun['logs'] = [];
  private readonly csms = createTestCsms();
  /** What is on its way; sorted by time. */
  private readonly onTheWay: { at: number; arrive: () => void }[] = [];
  /** Inputs that the run asked for. */
  private readonly asked: StationInput[] = [];
  private now: number;
  /** What belongs to an older connection is lost. */
  private connectionNumber = 0;

  constructor(
    scenario: Scenario,
    private readonly options: VirtualRunOptions,
  ) {
    this.now = options.startAt ?? DEFAULT_START;
    this.run = createRun(scenario, options, this.now);
    const base = options.config ?? defaultStationConfig('CS-1', this.run.seed);
    this.station = createStation(stationConfigFor(this.run, base), this.now);
  }

  play(): void {
    this.tell({ type: 'started', station: this.station });
    while (this.run.state === 'running') {
      const asked = this.asked.shift();
      if (asked !== undefined) {
        this.input(asked);
        continue;
      }
      const arrival = this.onTheWay[0]?.at ?? Infinity;
      const own = nextDeadline(this.station);
      const wanted = nextRunDeadline(this.run, this.station);
      const next = Math.min(arrival, own, wanted);
      if (next === Infinity) throw new Error(`"${this.run.scenario.name}" waits for nothing`);
      this.now = Math.max(this.now, next);
      if (arrival <= this.now) this.onTheWay.shift()!.arrive();
      else if (own <= this.now) this.input({ type: 'deadlineReached' });
      else this.tell({ type: 'timePassed', station: this.station });
    }
  }

  private tell(event: RunEvent): void {
    for (const output of advanceRun(this.run, event, this.now)) this.perform(output);
  }

  private perform(output: RunOutput): void {
    if (output.type === 'input') this.asked.push(output.input);
    if (output.type === 'csmsAnswer') prepareAnswer(this.csms, output.answer);
    if (output.type !== 'csmsCall') return;
    if (this.station.connection.state === 'open') {
      this.toStation(callOfTestCsms(this.csms, output.action, output.payload));
    } else {
      this.tell({ type: 'csmsFailed', reason: 'the station is not connected', station: this.station });
    }
  }

  private input(input: StationInput): void {
    this.options.observe?.(input, this.now, this.station);
    const outputs = step(this.station, input, this.now);
    for (const output of outputs) this.carryOut(output);
    this.tell({ type: 'stepped', input, outputs, station: this.station });
  }

  private carryOut(output: StationOutput): void {
    if (output.type === 'log') this.logs.push({ at: this.now, level: output.level, message: output.message });
    if (output.type === 'sendFrame') this.toCsms(output.text);
    if (output.type === 'openConnection') {
      this.connectionNumber += 1;
      this.later(() => this.input({ type: 'connected', subprotocol: output.subprotocol }));
    }
    if (output.type === 'closeConnection') {
      this.connectionNumber += 1;
      const { code, reason } = output;
      this.later(() => this.input({ type: 'disconnected', code, reason, wasOpen: true }));
    }
  }

  private toCsms(text: string): void {
    this.frames.push({ at: this.now, from: 'station', text });
    this.later(() => {
      const answer = answerOfTestCsms(this.csms, text, this.now);
      const said = answer === null || this.options.tamper === undefined ? answer : this.options.tamper(answer);
      if (said !== null) this.toStation(said);
    });
  }

  private toStation(text: string): void {
    this.frames.push({ at: this.now, from: 'csms', text });
    this.later(() => this.input({ type: 'frameReceived', text }));
  }

  private later(arrive: () => void): void {
    const { connectionNumber } = this;
    const at = this.now + (this.options.latencyMs ?? DEFAULT_LATENCY_MS);
    this.onTheWay.push({ at, arrive: () => void (connectionNumber === this.connectionNumber && arrive()) });
  }
}
