import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { startNodeRunner } from '@simulator/station-runner/node';
import type { HostedStation, StationDefinition, StationRunner } from '@simulator/station-runner/node';
import { stationConfig } from '../config-file.js';
import { socketOptions, startConfiguration } from '../connection.js';
import { ExitError, exitCodes } from '../exit-codes.js';
import type { StationOptions } from '../tasks.js';
import type { Report, SessionResult } from './report.js';
import { after, exitCodeOf } from '../signal.js';
import type { Signal } from '../signal.js';
import { Session } from './session.js';

/**
 * Runs the station until it is done, the time is up or a signal comes. Returns the exit code.
 * @throws ExitError with one line for a person
 */
export async function simulate(options: StationOptions, report: Report, signalled: Promise<Signal>): Promise<number> {
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

async function startRunner(options: StationOptions, report: Report, changed: () => void): Promise<StationRunner> {
  const { security, stateDirectory, id } = options;
  try {
    return await startNodeRunner({
      timelineLimit: 1,
      ...socketOptions(security),
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

function findOrAdd(runner: StationRunner, options: StationOptions): HostedStation {
  const { url, id, seed = randomInt(2 ** 32) } = options;
  const stored = runner.find(id);
  if (stored !== undefined) {
    try {
      if (stored.definition.csmsUrl !== url) runner.update({ ...stored.definition, csmsUrl: url });
    } catch (error) {
      throw new ExitError('failed', `The stored station cannot move to ${url}: ${(error as Error).message}`);
    }
    return stored;
  }
  const model = stationConfig(id, seed, options.settings);
  const config = { ...model, configuration: { ...model.configuration, ...startConfiguration(options) } };
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
