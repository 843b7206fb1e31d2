import { CommanderError } from 'commander';
import { ExitError, exitCodes } from './exit-codes.js';
import { mergeReports } from './fleet/merge-reports.js';
import { runFleet } from './fleet/run-fleet.js';
import { createProgram } from './options.js';
import { runReplays } from './replay/run-replays.js';
import { runScenarios } from './scenario/run-scenarios.js';
import type { Signal } from './signal.js';
import { jsonReport, textReport } from './station/report.js';
import { simulate } from './station/simulate.js';
import type { Task } from './tasks.js';

/** The first signal ends the session properly, a second one ends the process. */
const signalled = new Promise<Signal>((resolve) => {
  const listen = (signal: Signal) =>
    process.once(signal, () => {
      resolve(signal);
      process.once(signal, () => process.exit(exitCodes[signal === 'SIGINT' ? 'interrupted' : 'terminated'].code));
    });
  listen('SIGINT');
  listen('SIGTERM');
  // A reader that has seen enough (`| head`) interrupts too.
  process.stdout.on('error', () => resolve('SIGINT'));
});

const print = (line: string) => process.stdout.write(`${line}\n`);

const program = createProgram(async (task) => {
  process.exitCode = await run(task);
});
program.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

async function run(task: Task): Promise<number> {
  if (task.kind === 'merge') return mergeReports(task.options, print);
  if (task.kind === 'fleet') return runFleet(task.options, print, signalled);
  if (task.kind === 'scenario') return runScenarios(task.options, print, signalled);
  if (task.kind === 'replay') return runReplays(task.options, print, signalled);
  const { options } = task;
  return simulate(options, options.json ? jsonReport(print) : textReport(print), signalled);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.wrongArguments.code;
  if (error instanceof ExitError) {
    process.stderr.write(`simulate: ${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(
    `simulate: unexpected failure: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCodes.failed.code;
}
