// The way through the steps of a scenario, into its loops and out of them.
import type { Station } from '../station.js';
import { isStateKind, stateProblem } from './conditions.js';
import { pointer } from './json-document.js';
import { messageProblem } from './progress.js';
import type { RunOutput, ScenarioRun } from './run-state.js';
import { stepShape } from './scenario.js';
import type { ScenarioStep } from './scenario.js';
import { problemsOf } from './shapes.js';
import { fillIn, UnknownVariable } from './variables.js';
import type { Scope } from './variables.js';

/** One event on its way through the run. */
export interface RunTurn {
  run: ScenarioRun;
  station: Station;
  now: number;
  stationNow: number;
  outputs: RunOutput[];
}

export function scopeOf({ run, station, stationNow }: RunTurn): Scope {
  return { variables: run.variables, loop: run.levels.at(-1)?.loop ?? 1, station, now: stationNow };
}

/** The step with its variables filled in, if what comes out is a step still. */
export function fillStep(
  step: ScenarioStep,
  scope: Scope,
): { ok: true; step: ScenarioStep } | { ok: false; problem: string } {
  try {
    const filled = fillIn(step, scope) as ScenarioStep;
    const [problem] = problemsOf(stepShape, filled);
    return problem === undefined
      ? { ok: true, step: filled }
      : { ok: false, problem: `${pointer(problem.path)}: ${problem.message}` };
  } catch (error) {
    if (!(error instanceof UnknownVariable)) throw error;
    return { ok: false, problem: error.message };
  }
}

export interface FoundStep {
  path: string;
  step: ScenarioStep;
}

/** The next step to run, going into and out of repeats; null: there is none. A loop that never came to its end is a failure. */
export function nextStep(turn: RunTurn): FoundStep | { failed: FoundStep; message: string } | null {
  const { run } = turn;
  for (;;) {
    const { steps, path, loop } = stepsAt(run);
    const level = run.levels.at(-1)!;
    const step = steps[level.index];
    if (step !== undefined && !('repeat' in step)) {
      level.index += 1;
      return { path: pointer([...path, level.index - 1]), step };
    }
    if (step === undefined && loop === null) return null;
    if (step !== undefined) run.levels.push({ index: 0, loop: 0 });
    const failure = enterRound(turn);
    if (failure !== null) return failure;
  }
}

type Loop = Extract<ScenarioStep, { repeat: unknown }>;

/** The list of steps that the innermost level runs through. */
function stepsAt({ scenario, levels }: ScenarioRun): {
  steps: ScenarioStep[];
  path: (string | number)[];
  loop: Loop | null;
} {
  let steps = scenario.steps;
  let loop: Loop | null = null;
  const path: (string | number)[] = ['steps'];
  for (const { index } of levels.slice(0, -1)) {
    loop = steps[index] as Loop;
    steps = loop.steps;
    path.push(index, 'steps');
  }
  return { steps, path, loop };
}

/** Begins the next round of the innermost repeat, or leaves it. */
function enterRound(turn: RunTurn): { failed: FoundStep; message: string } | null {
  const { run } = turn;
  const { loop } = stepsAt(run);
  const level = run.levels.at(-1)!;
  const failed = { path: pointer(stepsAt(run).path.slice(0, -1)), step: loop! };
  const outer = { ...scopeOf(turn), loop: run.levels.at(-2)?.loop ?? 1 };
  const filled = fillStep({ ...loop!, steps: [{ comment: '' }] }, outer);
  if (!filled.ok) return { failed, message: filled.problem };
  const { repeat } = filled.step as Loop;
  const isDone = typeof repeat === 'number' ? level.loop >= repeat : untilHolds(turn, repeat.until);
  if (isDone) {
    run.levels.pop();
    run.levels.at(-1)!.index += 1;
  } else if (typeof repeat === 'object' && level.loop >= repeat.max) {
    return { failed, message: `not so after ${repeat.max} rounds` };
  } else {
    level.index = 0;
    level.loop += 1;
  }
  return null;
}

function untilHolds({ run, station }: RunTurn, until: Exclude<Loop['repeat'], number>['until']): boolean {
  const kind = until.expect;
  if (isStateKind(kind)) return stateProblem(kind, until, station, run.log) === null;
  return messageProblem(run, until as never, run.mark) === null;
}
