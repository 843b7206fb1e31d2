// What scenarios print while they run: lines for people, or JSON lines for programs.
import type { StepResult } from '@simulator/station';
import type { TimelineEntry } from '@simulator/station-runner/node';
import { textReport } from '../station/report.js';
import type { LoadedScenario } from './scenario-files.js';
import type { ScenarioResult } from './scenario-result.js';

export interface ScenarioReport {
  begin(loaded: LoadedScenario): void;
  entry(entry: TimelineEntry): void;
  /** Something that the operator of the CSMS has to do. */
  prompt(text: string): void;
  step(result: StepResult): void;
  end(result: ScenarioResult): void;
  summary(results: readonly ScenarioResult[]): void;
}

type Write = (line: string) => void;

const countsOf = (results: readonly ScenarioResult[]) => {
  const passed = results.filter((result) => result.passed).length;
  return { passed, failed: results.length - passed };
};

export function jsonScenarioReport(write: Write): ScenarioReport {
  const line = (value: object) => write(JSON.stringify(value));
  return {
    begin: ({ file, scenario: { name } }) => line({ kind: 'scenario', file, name }),
    entry: (entry) => line({ ...entry, at: new Date(entry.at).toISOString() }),
    prompt: (text) => line({ kind: 'prompt', text }),
    step: (result) => line({ ...result, kind: 'step', stepKind: result.kind }),
    end: ({ steps: _steps, ...result }) => line({ kind: 'scenarioResult', ...result }),
    summary: (results) => line({ kind: 'result', ...countsOf(results) }),
  };
}

/** @param verbose with a line for every frame and step */
export function textScenarioReport(write: Write, { verbose }: { verbose: boolean }): ScenarioReport {
  const frames = textReport(write);
  return {
    begin: ({ scenario: { name }, file }) => {
      if (verbose) write(`■ ${name} (${file})`);
    },
    entry: (given) => {
      if (verbose) frames.entry(given);
    },
    prompt: (text) => write(`▶ ${text}`),
    step: ({ status, title, message }) => {
      if (verbose) write(status === 'passed' ? `✓ ${title}` : `✗ ${title}: ${message}`);
    },
    end: ({ name, passed, durationMs, failures, file }) => {
      write(`${passed ? 'PASS' : 'FAIL'} ${name} (${(durationMs / 1000).toFixed(1)} s)`);
      for (const { path, title, message } of failures) write(`     ${file} ${path} ${title}: ${message}`);
    },
    summary: (results) => {
      const { passed, failed } = countsOf(results);
      write(`${passed} passed, ${failed} failed`);
    },
  };
}
