// How a replay went: lines for people, or JSON lines for programs.
import type { CapturedStep, StepOutcome } from '@simulator/station';
import type { CsmsReplayProgress } from '@simulator/station-runner/node';
import type { LoadedCapture } from './captures.js';

export interface Deviation {
  /** `extra`: the capture does not have it. */
  kind: 'differs' | 'missing' | 'extra';
  /** ISO 8601: when it was captured; of what is extra, when it was sent now. */
  at: string;
  action: string;
  differences: { path: string; captured: string; now: string }[];
}

export interface ReplayResult {
  file: string;
  state: CsmsReplayProgress['state'];
  counts: CsmsReplayProgress['counts'];
  words: string;
  deviations: Deviation[];
}

export function resultOf({ file, steps }: LoadedCapture, progress: CsmsReplayProgress): ReplayResult {
  const { state, counts, words, outcomes, extras } = progress;
  const byRow = new Map(outcomes.map((outcome) => [outcome.row, outcome]));
  const deviations = steps.flatMap((step) => deviationOf(step, byRow.get(step.row)));
  const beside = extras.map(({ at, action }): Deviation => {
    return { kind: 'extra', at: new Date(at).toISOString(), action, differences: [] };
  });
  return { file, state, counts, words, deviations: [...deviations, ...beside] };
}

function deviationOf(step: CapturedStep, outcome: StepOutcome | undefined): Deviation[] {
  const verdict = outcome?.verdict;
  if (step.kind !== 'exchange' || (verdict !== 'differs' && verdict !== 'missing')) return [];
  const at = new Date(step.at).toISOString();
  return [{ kind: verdict, at, action: step.action, differences: outcome?.differences ?? [] }];
}

export function textLines({ file, words, deviations }: ReplayResult): string[] {
  return [
    `${file}: ${words}`,
    ...deviations.flatMap(({ kind, at, action, differences }) => [
      `  ${at} ${action} ${kindWords[kind]}`,
      ...differences.map(
        ({ path, captured, now }) => `    ${path === '' ? 'the whole' : path}: ${captured} in the capture, ${now} now`,
      ),
    ]),
  ];
}

const kindWords = {
  differs: 'differs',
  missing: 'is missing: the station never said it',
  extra: 'is extra: the capture does not have it',
};

export const jsonLine = (result: ReplayResult): string => JSON.stringify({ kind: 'replay', ...result });
