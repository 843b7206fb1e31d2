// How far a step is: what it still lacks, and whether that can come.
import type { Station } from '../station.js';
import { isStateKind, stateProblem } from './conditions.js';
import type { ExpectStep, MessageKind, WaitStep } from './condition-shapes.js';
import { comparisonProblem, mismatch, show, valueAt } from './match.js';
import { candidates, problemOf, whyNone } from './message-log.js';
import type { LoggedMessage, MessagePattern } from './message-log.js';
import type { CurrentStep, ScenarioRun } from './run-state.js';
import type { CsmsStep, ScenarioStep } from './scenario.js';

const DEFAULT_TIMEOUT_S = 60;

/** How long a step may take on the station's clock, in ms. */
export function timeoutOf(step: ScenarioStep): number {
  if ('wait' in step) return (step.wait === 'seconds' ? step.seconds : (step.timeoutS ?? DEFAULT_TIMEOUT_S)) * 1000;
  if ('expect' in step) return step.expect === 'never' ? step.forS * 1000 : 0;
  return 'csms' in step ? (step.timeoutS ?? DEFAULT_TIMEOUT_S) * 1000 : 0;
}

const moving = new Set<string>(['soc', 'energyWh', 'registerWh', 'powerW', 'offeredW']);

/** Does it wait for a figure that changes without any message? */
export function looksAgain(step: ScenarioStep): boolean {
  return 'wait' in step && moving.has(step.wait);
}

export interface Lack {
  problem: string;
  /** It cannot come any more. */
  final: boolean;
}

interface Seen {
  station: Station;
  stationNow: number;
}

/** Null: the step is done. */
export function stepProblem(run: ScenarioRun, current: CurrentStep, seen: Seen): Lack | null {
  const { step } = current;
  if ('wait' in step) return lackOf(waitProblem(run, step, current, seen), false);
  if ('expect' in step)
    return step.expect === 'never'
      ? neverProblem(run, step, current, seen)
      : lackOf(expectProblem(run, step, seen), true);
  return 'csms' in step ? csmsProblem(run, step, current) : null;
}

const lackOf = (problem: string | null, final: boolean): Lack | null => (problem === null ? null : { problem, final });

function waitProblem(
  run: ScenarioRun,
  step: WaitStep,
  current: CurrentStep,
  { station, stationNow }: Seen,
): string | null {
  if (step.wait === 'seconds') return stationNow >= current.deadline ? null : `waits ${step.seconds} s`;
  if (isStateKind(step.wait)) return stateProblem(step.wait, step, station, run.log);
  const { wait: from, action, payload, count = 1, save } = step as Extract<WaitStep, { wait: MessageKind }>;
  const pattern = { from, action, payload };
  const key = `${from} ${action}`;
  const found = candidates(run.log, pattern, Math.max(run.mark, run.used[key] ?? 0));
  const matching = found.filter((message) => problemOf(pattern, message) === null);
  const last = matching[count - 1];
  if (last === undefined) {
    return matching.length === 0 ? whyNone(pattern, found) : `only ${matching.length} of ${count} ${action} ${from}`;
  }
  run.used[key] = last.sequence;
  return keep(run, save, last);
}

type MessageExpectation = Extract<ExpectStep, { expect: MessageKind }>;

function expectProblem(
  run: ScenarioRun,
  step: Exclude<ExpectStep, { expect: 'never' }>,
  { station }: Seen,
): string | null {
  const { expect: kind } = step;
  if (isStateKind(kind)) return stateProblem(kind, step, station, run.log);
  switch (step.expect) {
    case 'last':
    case 'number': {
      const { from = 'sent', action } = step;
      const last = candidates(run.log, { from, action }, 0).at(-1);
      if (last === undefined) return `no ${action} ${from}`;
      if (step.expect === 'number') return numberProblem(step, last);
      return problemOf({ from, action, payload: step.payload }, last) ?? keep(run, step.save, last);
    }
    case 'order':
      return orderProblem(run, step);
    default:
      return messageProblem(run, step as MessageExpectation, run.mark);
  }
}

function numberProblem(step: Extract<ExpectStep, { expect: 'number' }>, message: LoggedMessage): string | null {
  const value = valueAt(message.payload, step.path);
  const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value ?? NaN);
  const problem = comparisonProblem(number, step);
  return problem === null ? null : `${step.path} of ${step.action} ${problem}`;
}

/** So many messages of this kind since the mark, or since the start. */
export function messageProblem(run: ScenarioRun, step: MessageExpectation, mark: number): string | null {
  const { expect: from, action, payload, count, since, save } = step;
  const pattern = { from, action, payload };
  const found = candidates(run.log, pattern, since === 'start' ? 0 : mark);
  const matching = found.filter((message) => problemOf(pattern, message) === null);
  if (count === undefined) return matching.length > 0 ? keep(run, save, matching.at(-1)!) : whyNone(pattern, found);
  if (matching.length === count) return count === 0 ? null : keep(run, save, matching.at(-1)!);
  return `${matching.length} ${action} ${from}, not ${count}`;
}

/** The patterns must be met by messages in this order; others may stand between them. */
function orderProblem(run: ScenarioRun, { messages, since }: Extract<ExpectStep, { expect: 'order' }>): string | null {
  let after = since === 'start' ? 0 : run.mark;
  for (const [index, { from = 'sent', action, payload }] of messages.entries()) {
    const pattern: MessagePattern = { from, action, payload };
    const found = candidates(run.log, pattern, after);
    const next = found.find((message) => problemOf(pattern, message) === null);
    if (next === undefined) return `message ${index + 1} of the order: ${whyNone(pattern, found)}`;
    after = next.sequence;
  }
  return null;
}

function neverProblem(
  run: ScenarioRun,
  { from = 'sent', action, payload, forS }: Extract<ExpectStep, { expect: 'never' }>,
  { mark, deadline }: CurrentStep,
  { stationNow }: Seen,
): Lack | null {
  const pattern = { from, action, payload };
  const found = candidates(run.log, pattern, mark).find((message) => problemOf(pattern, message) === null);
  if (found !== undefined) return { problem: `${action} ${from}: ${show(found.payload)}`, final: true };
  return stationNow >= deadline ? null : { problem: `waits ${forS} s`, final: false };
}

/** The CALL must come, and the station must answer it as expected. */
function csmsProblem(run: ScenarioRun, step: CsmsStep, { mark }: CurrentStep): Lack | null {
  const pattern: MessagePattern = { from: 'received', action: step.csms, payload: step.payload };
  const found = candidates(run.log, pattern, mark);
  const call = found.find((message) => problemOf(pattern, message) === null);
  if (call === undefined) return { problem: whyNone(pattern, found), final: false };
  const reply = candidates(run.log, { from: 'replied', action: step.csms }, call.sequence).find(
    ({ messageId }) => messageId === call.messageId,
  );
  if (reply === undefined) return { problem: `${step.csms} came and was not answered`, final: false };
  const code = (reply.payload as { errorCode?: string } | null)?.errorCode;
  if (step.error !== undefined) return lackOf(mismatch({ errorCode: step.error }, reply.payload, 'answer'), true);
  if (code !== undefined) return { problem: `answered with CALLERROR ${show(reply.payload)}`, final: true };
  return lackOf(mismatch(step.answer ?? {}, reply.payload, 'answer') ?? keep(run, step.save, reply), true);
}

/** Sets variables from a message. */
function keep(
  run: ScenarioRun,
  save: Record<string, string> | undefined,
  { payload, action }: LoggedMessage,
): string | null {
  for (const [name, path] of Object.entries(save ?? {})) {
    const value = valueAt(payload, path);
    if (value === undefined) return `${path} of ${action} is missing, so "${name}" cannot be saved`;
    run.variables[name] = value;
  }
  return null;
}
