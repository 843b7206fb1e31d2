// A scenario against a CSMS in memory, in virtual time: hours pass in milliseconds, nothing leaves the browser. Pure.
import { runInVirtualTime } from '@simulator/station';
import type { RunFailure, Scenario, StepResult } from '@simulator/station';

export interface Trial {
  passed: boolean;
  results: readonly StepResult[];
  failures: readonly RunFailure[];
}

export function tryScenario(scenario: Scenario): Trial {
  try {
    const { run } = runInVirtualTime(scenario);
    const failures = run.results
      .filter(({ status }) => status === 'failed')
      .map(({ path, title, message }) => ({ path, title, message }));
    return { passed: run.state === 'passed', results: run.results, failures };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { passed: false, results: [], failures: [{ path: '', title: scenario.name, message }] };
  }
}
