// What people and faults did at a station, as the step that does it again; it goes into files.
import type { StationInput } from '../input.js';
import { doShape, stepOf } from './do-steps.js';
import type { DoStep } from './do-steps.js';
import { problemsOf } from './shapes.js';

/** Null for what the shell did, and for what must not stand in a file that is copied and shared. */
export function gestureOf(input: StationInput): DoStep | null {
  const step = stepOf(input);
  if (step === null || step.do === 'powerOn') return null;
  return JSON.stringify(step).includes('AuthorizationKey') ? null : step;
}

/** Reads one back. */
export function parseGesture(value: unknown): { ok: true; step: DoStep } | { ok: false; problem: string } {
  const [problem] = problemsOf(doShape, value);
  if (problem === undefined) return { ok: true, step: value as DoStep };
  return { ok: false, problem: `${['', ...problem.path].join('/')} ${problem.message}` };
}
