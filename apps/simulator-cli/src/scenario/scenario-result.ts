import { failuresOf } from '@simulator/station';
import type { RunFailure, ScenarioRun, StepResult } from '@simulator/station';
import type { LoadedScenario } from './scenario-files.js';

export interface ScenarioResult {
  file: string;
  name: string;
  topic: string | null;
  seed: number;
  passed: boolean;
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  steps: StepResult[];
  failures: RunFailure[];
}

/** @param failures those that the run has ended with; default: its failed steps */
export function resultOf(
  { file, scenario }: LoadedScenario,
  run: ScenarioRun,
  failures: RunFailure[] = failuresOf(run),
): ScenarioResult {
  return {
    file,
    name: scenario.name,
    topic: scenario.topic ?? null,
    seed: run.seed,
    passed: run.state === 'passed',
    startedAt: new Date(run.startedAt).toISOString(),
    durationMs: (run.endedAt ?? run.startedAt) - run.startedAt,
    steps: run.results,
    failures,
  };
}
