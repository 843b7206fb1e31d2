import { accessSync, constants, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { withAdvice } from '../connection-advice.js';
import { ExitError, exitCodes } from '../exit-codes.js';
import { after, exitCodeOf } from '../signal.js';
import type { Signal } from '../signal.js';
import type { FleetOptions } from '../tasks.js';
import { Fleet } from './fleet.js';
import { showProgress } from './fleet-progress.js';
import { stationsOfShard } from './fleet-plan.js';
import { fleetReport, fleetReportLines } from './fleet-report.js';
import { openFilesProblem } from './open-files.js';

type Ending = Signal | 'nobodyRegistered' | undefined;

/**
 * Runs the fleet until its time is up or a signal comes. Returns the exit code.
 * @throws ExitError with one line for a person
 */
export async function runFleet(
  options: FleetOptions,
  print: (line: string) => void,
  signalled: Promise<Signal>,
): Promise<number> {
  if (stationsOfShard(options) === 0) {
    const { index, count } = options.shard;
    throw new ExitError('wrongArguments', `--shard ${index}/${count} of ${options.stations} stations has none`);
  }
  const problem = openFilesProblem(stationsOfShard(options));
  if (problem !== null) throw new ExitError('wrongArguments', problem);
  if (options.reportFile !== undefined) refuseUnwritable(options.reportFile);
  const fleet = new Fleet(options);
  const write = (entry: object) => print(JSON.stringify(entry));
  await fleet.start({
    timelineGrew: ({ definition }, entry) =>
      write({ station: definition.key, ...entry, at: new Date(entry.at).toISOString() }),
    fault: (text) => process.stderr.write(`simulate: ${text}\n`),
  });
  const endProgress = showProgress(fleet, fleet.asked);
  const ending = await untilEnd(fleet, options, signalled);
  const { unsettled } = await fleet.end();
  endProgress();
  const exitCode = exitCodeFor(ending, { fleet, unsettled });
  const report = fleetReport(fleet, { seed: options.seed, shard: options.shard, unsettled, exitCode });
  if (options.reportFile !== undefined) writeFileSync(options.reportFile, `${JSON.stringify(report, null, 2)}\n`);
  if (options.json) write({ kind: 'result', ...report });
  else for (const line of fleetReportLines(report)) print(line);
  explain(fleet, options, unsettled);
  return exitCode;
}

async function untilEnd(fleet: Fleet, options: FleetOptions, signalled: Promise<Signal>): Promise<Ending> {
  const timeIsUp = after(options.durationMs);
  const givenUp = after(options.connectTimeoutMs);
  const nobody = givenUp.promise.then<Ending>(() =>
    fleet.registeredCount > 0 ? new Promise<never>(() => undefined) : 'nobodyRegistered',
  );
  try {
    return await Promise.race<Ending>([timeIsUp.promise, nobody, signalled]);
  } finally {
    timeIsUp.cancel();
    givenUp.cancel();
  }
}

function exitCodeFor(ending: Ending, { fleet, unsettled }: { fleet: Fleet; unsettled: number }): number {
  if (unsettled > 0) return exitCodes.notSettled.code;
  if (ending === 'SIGINT' || ending === 'SIGTERM') return exitCodeOf(ending);
  if (fleet.registeredCount < fleet.asked) return exitCodes.notConnected.code;
  return fleet.statistics.brokenStations > 0 ? exitCodes.failed.code : exitCodes.done.code;
}

/** One line that says what to do, when something is to be done. */
function explain(fleet: Fleet, options: FleetOptions, unsettled: number): void {
  const missing = fleet.asked - fleet.registeredCount;
  if (missing > 0) {
    const [reason] = [...fleet.statistics.reasons].sort(([, a], [, b]) => b - a)[0] ?? [
      'the CSMS has not accepted them',
    ];
    const hasPassword = options.security.password !== undefined;
    process.stderr.write(`simulate: ${missing} stations were not registered: ${withAdvice(reason, { hasPassword })}\n`);
  }
  if (unsettled > 0) {
    const what = unsettled === 1 ? 'the end of a transaction' : `the end of transactions at ${unsettled} stations`;
    process.stderr.write(`simulate: The CSMS has not confirmed ${what}\n`);
  }
}

export function refuseUnwritable(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch {
    throw new ExitError('wrongArguments', `--report: ${path} cannot be written: look at its directory`);
  }
}
