// The CSMS of a captured session, played to a fresh station: no socket is opened, the other side is the capture.
import { deviationsIn } from '@simulator/station';
import { CsmsReplayPlayer, StationRunner, systemClock } from '@simulator/station-runner/node';
import type { CsmsReplayProgress, StationDefinition } from '@simulator/station-runner/node';
import { stationConfig } from '../config-file.js';
import { ExitError, exitCodes } from '../exit-codes.js';
import { exitCodeOf } from '../signal.js';
import type { Signal } from '../signal.js';
import { jsonReport, textReport } from '../station/report.js';
import type { ReplayOptions } from '../tasks.js';
import { loadCaptures } from './captures.js';
import type { LoadedCapture } from './captures.js';
import { jsonLine, resultOf, textLines } from './replay-report.js';
import type { ReplayResult } from './replay-report.js';

/**
 * Replays captures one after the other, each to a station of its own. Returns the exit code.
 * @throws ExitError with lines for a person, before anything has run
 */
export async function runReplays(
  options: ReplayOptions,
  print: (line: string) => void,
  signalled: Promise<Signal>,
): Promise<number> {
  const captures = loadCaptures(options.files);
  const results: ReplayResult[] = [];
  for (const capture of captures) {
    const ending = await replay(capture, options, { print, signalled });
    if (typeof ending === 'string') return exitCodeOf(ending);
    results.push(ending);
  }
  const hasDeviated = results.some(({ state, counts }) => state !== 'finished' || deviationsIn(counts) > 0);
  return hasDeviated ? exitCodes.deviated.code : exitCodes.done.code;
}

interface Surroundings {
  print: (line: string) => void;
  signalled: Promise<Signal>;
}

async function replay(
  capture: LoadedCapture,
  { id, seed = 1, settings, pace, json }: ReplayOptions,
  { print, signalled }: Surroundings,
): Promise<ReplayResult | Signal> {
  const report = json ? jsonReport(print) : textReport(print);
  const clock = systemClock();
  const runner = new StationRunner({
    openSocket: () => {
      throw new Error('A replay opens no socket.');
    },
    ...{ clock, timelineLimit: 1 },
    // What the station whose place was taken does afterwards is of no interest.
    listener: { timelineGrew: (_, entry) => player.stateOf(id) === 'running' && report.entry(entry) },
  });
  let over: (progress: CsmsReplayProgress) => void = () => undefined;
  const ended = new Promise<CsmsReplayProgress>((resolve) => (over = resolve));
  const player: CsmsReplayPlayer = new CsmsReplayPlayer(runner, clock, (key) => {
    if (player.stateOf(key) !== 'running') over(player.progressOf(key)!);
  });
  const config = stationConfig(id, seed, settings);
  // Nobody is there: the capture takes the place of this CSMS before the station has power.
  const definition: StationDefinition = { key: id, name: id, config, csmsUrl: 'ws://capture.invalid' };
  try {
    runner.add(definition, { powerOn: false });
    player.start(id, { name: capture.file, steps: capture.steps, pace });
  } catch (error) {
    throw new ExitError('wrongArguments', `${capture.file}: ${(error as Error).message}`);
  }
  const ending = await Promise.race([ended, signalled]);
  // What was found so far is told when somebody ends it, too.
  if (typeof ending === 'string') player.stop(id);
  const result = resultOf(capture, await ended);
  for (const line of json ? [jsonLine(result)] : textLines(result)) print(line);
  await runner.stop();
  return typeof ending === 'string' ? ending : result;
}
