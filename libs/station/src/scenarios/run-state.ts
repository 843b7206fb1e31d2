// A run of a scenario as plain data.
import type { StationInput } from '../input.js';
import type { StationOutput } from '../output.js';
import type { Station } from '../station.js';
import type { MessageLog } from './message-log.js';
import type { Scalar, Scenario, ScenarioStep } from './scenario.js';

export interface ScenarioRun {
  version: 1;
  scenario: Scenario;
  seed: number;
  /** Those of the scenario, those that the caller set, and those that steps saved. */
  variables: Record<string, unknown>;
  state: 'running' | 'passed' | 'failed';
  /** The shell's time. */
  startedAt: number;
  endedAt: number | null;
  /** Where the run is: the steps of the scenario, and of each repeat around the current step. */
  levels: Level[];
  current: CurrentStep | null;
  /** The input that was asked for and has not come back yet, as JSON. */
  awaiting: string | null;
  log: MessageLog;
  /** Sequence of the last message before the last do or csms step. */
  mark: number;
  /** How far waits have used up the messages of a kind and action. */
  used: Record<string, number>;
  results: StepResult[];
}

export interface Level {
  /** The next step. */
  index: number;
  /** Rounds begun, from 1. */
  loop: number;
}

export interface CurrentStep {
  /** JSON pointer into the scenario. */
  path: string;
  title: string;
  /** With its variables filled in. */
  step: ScenarioStep;
  /** The shell's time, and the station's. */
  startedAt: number;
  stationStartedAt: number;
  /** When it has failed (`never`, `seconds`: when it is done); the station's time. */
  deadline: number;
  /** When to look again, for figures that change without a message; the station's time, null: no need. */
  lookAt: number | null;
  /** Sequence of the last message before the step. */
  mark: number;
  /** Why it is not done yet. */
  problem: string;
}

export interface StepResult {
  path: string;
  title: string;
  kind: 'do' | 'wait' | 'expect' | 'csms' | 'answer' | 'comment' | 'repeat';
  status: 'passed' | 'failed';
  /** The shell's time. */
  startedAt: number;
  durationMs: number;
  /** On the station's clock, which may run fast or leap. */
  stationMs: number;
  /** Why it failed; '' when it passed. */
  message: string;
}

export interface Failure {
  path: string;
  title: string;
  message: string;
}

/** What happened. The station is looked at, never changed. */
export type RunEvent = (
  | { type: 'started' }
  /** The engine was given an input, whoever asked for it. */
  | { type: 'stepped'; input: StationInput; outputs: readonly StationOutput[] }
  /** The time that `nextRunDeadline` named has come. */
  | { type: 'timePassed' }
  /** What a csms step asked for cannot be had. */
  | { type: 'csmsFailed'; reason: string }
  /** Somebody stops the run. */
  | { type: 'aborted'; reason: string }
) & { station: Station };

/** What the shell must do, in this order. */
export type RunOutput =
  /** Give it to the engine, then come back with `stepped`. */
  | { type: 'input'; input: StationInput }
  /** Have the CSMS send this CALL. With an operator: show the prompt. */
  | { type: 'csmsCall'; action: string; payload: Record<string, unknown>; prompt: string }
  /** Have the CSMS answer like this from now on; where it cannot be told, put the answer in place. */
  | { type: 'csmsAnswer'; answer: PreparedAnswer }
  | { type: 'stepStarted'; path: string; title: string }
  | { type: 'stepFinished'; result: StepResult }
  | { type: 'finished'; passed: boolean; failures: Failure[] };

/** How the CSMS is to answer an action. */
export interface PreparedAnswer {
  action: string;
  /** Members that differ from the usual answer. */
  with: 'silence' | Record<string, unknown>;
  where?: Record<string, unknown>;
  times?: number;
}

export interface RunOptions {
  /** Instead of the scenario's. */
  seed?: number;
  variables?: Readonly<Record<string, Scalar>>;
}
