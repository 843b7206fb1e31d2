import { writeFileSync } from 'node:fs';
import { runInVirtualTime } from '@simulator/station';
import { stationConfig } from '../config-file.js';
import { ExitError, exitCodes } from '../exit-codes.js';
import { exitCodeOf } from '../signal.js';
import type { Signal } from '../signal.js';
import type { ScenarioOptions } from '../tasks.js';
import { csmsApi } from './csms-api.js';
import { junitReport } from './junit.js';
import { LiveRun } from './live-run.js';
import { loadScenarios } from './scenario-files.js';
import type { LoadedScenario } from './scenario-files.js';
import { jsonScenarioReport, textScenarioReport } from './scenario-report.js';
import type { ScenarioReport } from './scenario-report.js';
import { resultOf } from './scenario-result.js';
import type { ScenarioResult } from './scenario-result.js';

/**
 * Runs scenarios one after the other. Returns the exit code.
 * @throws ExitError with lines for a person, before anything has run
 */
export async function runScenarios(
  options: ScenarioOptions,
  print: (line: string) => void,
  signalled: Promise<Signal>,
): Promise<number> {
  const loaded = loadScenarios(options.paths, options.variables);
  const verbose = options.connection !== null;
  const report = options.json ? jsonScenarioReport(print) : textScenarioReport(print, { verbose });
  const run = runnerFor(options, report);
  let signal: Signal | undefined;
  let abort: (reason: string) => void = () => undefined;
  void signalled.then((given) => {
    signal = given;
    abort('interrupted');
  });
  const results: ScenarioResult[] = [];
  for (const scenario of loaded) {
    report.begin(scenario);
    const result = await run(scenario, (how) => (abort = how));
    results.push(result);
    report.end(result);
    // Virtual time leaves signals no moment otherwise.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal !== undefined) break;
  }
  report.summary(results);
  writeReports(options, results);
  if (signal !== undefined) return exitCodeOf(signal);
  return results.every(({ passed }) => passed) ? exitCodes.done.code : exitCodes.scenarioFailed.code;
}

type Run = (loaded: LoadedScenario, onStart: (abort: (reason: string) => void) => void) => Promise<ScenarioResult>;

function runnerFor(options: ScenarioOptions, report: ScenarioReport): Run {
  const { connection, apiUrl, apiToken } = options;
  if (connection === null) return (loaded) => Promise.resolve(runBuiltIn(loaded, options, report));
  const api = apiUrl === null ? null : csmsApi(apiUrl, apiToken);
  return (loaded, onStart) => {
    const live = new LiveRun(loaded, { options, connection, api, report });
    onStart((reason) => live.abort(reason));
    return live.play();
  };
}

/** Against the CSMS in memory, in virtual time. */
function runBuiltIn(
  loaded: LoadedScenario,
  { id, seed, settings }: ScenarioOptions,
  report: ScenarioReport,
): ScenarioResult {
  const { scenario, variables } = loaded;
  const chosen = seed ?? scenario.seed ?? 1;
  const config = stationConfig(id, chosen, settings);
  const { run } = runInVirtualTime(scenario, { variables, seed: chosen, config });
  for (const step of run.results) report.step(step);
  return resultOf(loaded, run);
}

function writeReports({ junitFile, jsonFile }: ScenarioOptions, results: readonly ScenarioResult[]): void {
  if (junitFile !== undefined) write('--report-junit', junitFile, junitReport(results));
  if (jsonFile === undefined) return;
  const failed = results.filter(({ passed }) => !passed).length;
  const report = { version: 1, passed: results.length - failed, failed, scenarios: results };
  write('--report-json', jsonFile, `${JSON.stringify(report, null, 2)}\n`);
}

function write(option: string, path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new ExitError('failed', `${option}: ${path} cannot be written: ${(error as Error).message}`);
  }
}
