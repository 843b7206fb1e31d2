// What people and faults did at a station, as it stands in files: the step that does it again.
import type { StationInput } from '../input.js';
import { doShape, inputOf, stepOf } from './do-steps.js';
import type { DoStep } from './do-steps.js';
import { problemsOf } from './shapes.js';

/** Null for what the shell did. */
export function gestureOf(input: StationInput): DoStep | null {
  const step = stepOf(input);
  return step === null || step.do === 'powerOn' ? null : step;
}

/** Reads one back. */
export function parseGesture(value: unknown): { ok: true; input: StationInput } | { ok: false; problem: string } {
  const [problem] = problemsOf(doShape, value);
  if (problem === undefined) return { ok: true, input: inputOf(value as DoStep) };
  return { ok: false, problem: `${['', ...problem.path].join('/')} ${problem.message}` };
}
