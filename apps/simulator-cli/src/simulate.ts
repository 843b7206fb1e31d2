import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { defaultStationConfig } from '@simulator/station';
import { startNodeRunner } from '@simulator/station-runner/node';
import type { HostedStation, StationDefinition, StationRunner } from '@simulator/station-runner/node';
import { ExitError, exitCodes } from './exit-codes.js';
import type { SimulateOptions } from './options.js';
import type { Report, SessionResult } from './report.js';
import { Session } from './session.js';

export type Signal = 'SIGINT' | 'SIGTERM';

/**
 * Runs the station until it is done, the time is up or a signal comes. Returns the exit code.
 * @throws ExitError with one line for a person
 */
export async function simulate(options: SimulateOptions, report: Report, signalled: Promise<Signal>): Promise<number> {
  let session: Session | undefined;
  const runner = await startRunner(options, report, () => session?.stationChanged());
  try {
    const hosted = findOrAdd(runner, options);
    session = new Session(runner, hosted, options, report);
    const timeIsUp = after(options.durationMs);
    const ending = await Promise.race([session.run(), timeIsUp.promise, signalled]).finally(timeIsUp.cancel);
    await session.end();
    const exitCode = exitCodeOf(ending);
    report.result(resultOf(session, exitCode));
    return exitCode;
  } catch (error) {
    // Whatever went wrong, the CSMS is not left with an open transaction if it can be helped.
    if (session !== undefined && !isUnsettled(error)) await session.end().catch(() => undefined);
    if (session !== undefined && error instanceof ExitError) report.result(resultOf(session, error.exitCode));
    throw error;
  } finally {
    await runner.stop();
  }
}

const isUnsettled = (error: unknown) => error instanceof ExitError && error.exitCode === exitCodes.notSettled.code;

function exitCodeOf(ending: Signal | undefined): number {
  if (ending === undefined) return exitCodes.done.code;
  return ending === 'SIGINT' ? exitCodes.interrupted.code : exitCodes.terminated.code;
}

async function startRunner(options: SimulateOptions, report: Report, changed: () => void): Promise<StationRunner> {
  const { password, pingIntervalS, stateDirectory, id } = options;
  try {
    return await startNodeRunner({
      pingIntervalS,
      timelineLimit: 1,
      ...(password === undefined ? {} : { password }),
      // A directory a station: runs of different stations do not meet.
      ...(stateDirectory === undefined ? {} : { stateDirectory: join(stateDirectory, encodeURIComponent(id)) }),
      listener: {
        stationChanged: changed,
        timelineGrew: (_, entry) => report.entry(entry),
        fault: ({ problem }) => process.stderr.write(`simulate: ${problem}\n`),
      },
    });
  } catch (error) {
    throw new ExitError('failed', (error as Error).message);
  }
}

function findOrAdd(runner: StationRunner, { url, id }: SimulateOptions): HostedStation {
  const stored = runner.find(id);
  if (stored !== undefined) {
    try {
      if (stored.definition.csmsUrl !== url) runner.update({ ...stored.definition, csmsUrl: url });
    } catch (error) {
      throw new ExitError('failed', `The stored station cannot move to ${url}: ${(error as Error).message}`);
    }
    return stored;
  }
  const config = defaultStationConfig(id, randomInt(2 ** 32));
  const definition: StationDefinition = { key: id, name: id, config, csmsUrl: url };
  return runner.add(definition);
}

function resultOf({ connector }: Session, exitCode: number): SessionResult {
  const last = connector.history.at(-1);
  return {
    exitCode,
    transactionId: last?.transactionId ?? null,
    energyWh: last?.energyWh ?? null,
    reason: last?.reason ?? null,
  };
}

function after(durationMs: number): { promise: Promise<undefined>; cancel: () => void } {
  if (durationMs === Infinity) return { promise: new Promise(() => undefined), cancel: () => undefined };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const promise = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), durationMs);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
