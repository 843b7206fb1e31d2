// A scenario under way: what happened goes in, what is to be done comes out. Pure: the caller brings the time and the station.
import { shellTime, stationTime } from '../clock.js';
import type { StationConfig } from '../config.js';
import type { Station } from '../station.js';
import { problemsOf } from './shapes.js';
import { noteStep } from './message-log.js';
import { looksAgain, stepProblem, timeoutOf } from './progress.js';
import { inputOf } from './do-steps.js';
import { kindOf, titleOf } from './step-titles.js';
import { stationShape } from './scenario.js';
import type { Scenario } from './scenario.js';
import type { CurrentStep, Failure, RunEvent, RunOptions, RunOutput, ScenarioRun, StepResult } from './run-state.js';
import { fillIn } from './variables.js';
import { fillStep, nextStep, scopeOf } from './walk.js';
import type { FoundStep, RunTurn } from './walk.js';
import { pointer } from './json-document.js';

/** How often a step looks at figures that change without a message, on the station's clock. */
const LOOK_EVERY_MS = 1000;

/** @throws Error when a variable is not the scenario's, or leads to a station that cannot be. */
export function createRun(scenario: Scenario, options: RunOptions, now: number): ScenarioRun {
  const defaults = scenario.variables ?? {};
  const foreign = Object.keys(options.variables ?? {}).find((name) => !Object.hasOwn(defaults, name));
  if (foreign !== undefined) throw new Error(`The scenario "${scenario.name}" has no variable "${foreign}"`);
  const run: ScenarioRun = {
    version: 1,
    scenario,
    seed: options.seed ?? scenario.seed ?? 1,
    variables: { ...defaults, ...options.variables },
    state: 'running',
    startedAt: now,
    endedAt: null,
    levels: [{ index: 0, loop: 1 }],
    current: null,
    awaiting: null,
    log: { messages: [], lastSequence: 0 },
    mark: 0,
    used: {},
    results: [],
  };
  const [problem] = problemsOf(stationShape, stationChangesOf(run), ['station']);
  if (problem !== undefined) throw new Error(`${pointer(problem.path)}: ${problem.message}`);
  return run;
}

function stationChangesOf({ scenario, variables, startedAt }: ScenarioRun): Partial<StationConfig> {
  return fillIn(scenario.station ?? {}, {
    variables,
    loop: 1,
    station: null,
    now: startedAt,
  }) as Partial<StationConfig>;
}

/** The config of the station that the scenario wants, made from one that the caller has. */
export function stationConfigFor(run: ScenarioRun, base: StationConfig): StationConfig {
  const changes = stationChangesOf(run);
  const configuration = { ...base.configuration, ...changes.configuration };
  return { ...base, ...changes, configuration, seed: run.seed >>> 0 };
}

/** Lets the run know what happened, and returns what the shell must do, in order. Never throws for any event. */
export function advanceRun(run: ScenarioRun, event: RunEvent, now: number): RunOutput[] {
  const outputs: RunOutput[] = [];
  if (run.state !== 'running') return outputs;
  const { station } = event;
  const turn: RunTurn = { run, station, now, stationNow: stationTime(station, now), outputs };
  if (event.type === 'stepped') {
    noteStep(run.log, event.input, event.outputs, now);
    if (run.awaiting !== null && run.awaiting === JSON.stringify(event.input)) run.awaiting = null;
  } else if (event.type === 'timePassed') {
    // The station integrates up to now first; the step is looked at when that has been done.
    if (run.awaiting === null && run.current !== null) ask(turn, { type: 'deadlineReached' });
  } else if (event.type === 'csmsFailed') {
    if (run.current !== null && 'csms' in run.current.step) fail(turn, event.reason);
  } else if (event.type === 'aborted') {
    if (run.current !== null) complete(turn, run.current, 'failed', event.reason);
    finish(turn, run.results.at(-1)?.message === event.reason ? null : event.reason);
  }
  proceed(turn);
  return outputs;
}

/** When the run next wants `timePassed`, on the shell's clock; Infinity: when something happens. */
export function nextRunDeadline(run: ScenarioRun, station: Station): number {
  if (run.state !== 'running' || run.awaiting !== null || run.current === null) return Infinity;
  return shellTime(station, Math.min(run.current.deadline, run.current.lookAt ?? Infinity));
}

export function failuresOf(run: ScenarioRun): Failure[] {
  return run.results
    .filter(({ status }) => status === 'failed')
    .map(({ path, title, message }) => ({ path, title, message }));
}

function ask({ run, outputs }: RunTurn, input: Extract<RunOutput, { type: 'input' }>['input']): void {
  run.awaiting = JSON.stringify(input);
  outputs.push({ type: 'input', input });
}

/** Runs steps until one has to wait for something. */
function proceed(turn: RunTurn): void {
  const { run } = turn;
  while (run.state === 'running' && run.awaiting === null) {
    if (run.current === null) {
      const next = nextStep(turn);
      if (next === null) return finish(turn);
      if ('failed' in next) return failWith(turn, next.failed, next.message);
      begin(turn, next);
      if (run.awaiting !== null || run.current === null) continue;
    }
    if (!settle(turn, run.current)) return;
  }
}

/** Looks at the current step; false: it goes on waiting. */
function settle(turn: RunTurn, current: CurrentStep): boolean {
  const { run, stationNow } = turn;
  const verdict = stepProblem(run, current, turn);
  if (verdict === null) {
    complete(turn, current, 'passed', '');
    return true;
  }
  current.problem = verdict.problem;
  if (verdict.final || stationNow >= current.deadline) {
    const seconds = (stationNow - current.stationStartedAt) / 1000;
    fail(turn, verdict.final ? verdict.problem : `${verdict.problem} (after ${seconds} s)`);
    return true;
  }
  current.lookAt = looksAgain(current.step) ? stationNow + LOOK_EVERY_MS : null;
  return false;
}

/** Starts a step: its variables are filled in, what it does is asked for. */
function begin(turn: RunTurn, found: FoundStep): void {
  const { run, now, stationNow, outputs } = turn;
  const filled = fillStep(found.step, scopeOf(turn));
  if (!filled.ok) return failWith(turn, found, filled.problem);
  const { step } = filled;
  const title = titleOf(step);
  if ('do' in step || 'csms' in step) run.mark = run.log.lastSequence;
  run.current = {
    path: found.path,
    title,
    step,
    startedAt: now,
    stationStartedAt: stationNow,
    deadline: stationNow + timeoutOf(step),
    lookAt: null,
    mark: run.log.lastSequence,
    problem: '',
  };
  outputs.push({ type: 'stepStarted', path: found.path, title });
  if ('do' in step) ask(turn, inputOf(step));
  else if ('csms' in step) {
    const { csms: action, payload = {}, prompt = `Let the CSMS send ${action}` } = step;
    outputs.push({ type: 'csmsCall', action, payload: payload, prompt });
  } else if ('answer' in step) {
    const { answer: action, with: answer, where, times } = step;
    const prepared = { action, with: answer as 'silence', ...(where && { where }), ...(times && { times }) };
    outputs.push({ type: 'csmsAnswer', answer: prepared });
  }
}

function failWith(turn: RunTurn, { path, step }: FoundStep, message: string): void {
  const { run, now, stationNow } = turn;
  const title = titleOf(step);
  run.current = {
    path,
    title,
    step,
    startedAt: now,
    stationStartedAt: stationNow,
    deadline: stationNow,
    lookAt: null,
    mark: run.log.lastSequence,
    problem: message,
  };
  turn.outputs.push({ type: 'stepStarted', path, title });
  fail(turn, message);
}

function complete(turn: RunTurn, current: CurrentStep, status: StepResult['status'], message: string): void {
  const { run, now, stationNow } = turn;
  const { path, title, step, startedAt, stationStartedAt } = current;
  const result: StepResult = {
    path,
    title,
    kind: kindOf(step),
    status,
    startedAt,
    durationMs: now - startedAt,
    stationMs: stationNow - stationStartedAt,
    message,
  };
  run.results.push(result);
  run.current = null;
  turn.outputs.push({ type: 'stepFinished', result });
}

/** A failed expectation is noted, and the run goes on; any other failure ends it. */
function fail(turn: RunTurn, message: string): void {
  const current = turn.run.current!;
  complete(turn, current, 'failed', message);
  if (!('expect' in current.step)) finish(turn);
}

function finish({ run, now, outputs }: RunTurn, message: string | null = null): void {
  const failures = failuresOf(run);
  if (message !== null) failures.push({ path: '', title: run.scenario.name, message });
  run.awaiting = null;
  run.endedAt = now;
  run.state = failures.length === 0 ? 'passed' : 'failed';
  outputs.push({ type: 'finished', passed: failures.length === 0, failures });
}
