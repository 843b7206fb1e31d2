// Stations in a Node process.
import { systemClock } from '../clock.js';
import { StationRunner } from '../runner.js';
import type { RunnerListener } from '../runner-options.js';
import { openDirectoryStore } from './directory-store.js';
import { nodeSockets } from './node-socket.js';
import type { NodeSocketOptions } from './node-socket.js';

export type { HostedStation } from '../hosted-station.js';
export type { StationDefinition } from '../station-definition.js';
export type { RunnerFault, RunnerListener } from '../runner-options.js';
export type { TimelineEntry } from '../timeline.js';
export type { NodeSocketOptions, TlsOptions } from './node-socket.js';
export type { RunnerClock } from '../clock.js';
export { systemClock } from '../clock.js';
export { DeadlineTimer } from '../deadline-timer.js';
export { CsmsReplayPlayer } from '../csms-replay-player.js';
export type { CsmsReplayProgress, CsmsSide } from '../csms-replay-player.js';
export { StationRunner } from '../runner.js';
export { stationUrl } from '../station-url.js';

export interface NodeRunnerOptions extends NodeSocketOptions {
  /** Where stations are kept from one run to the next; absent: they live as long as the process. */
  stateDirectory?: string;
  /** Timeline entries kept for each station; default 0: no timeline. */
  timelineLimit?: number;
  /** Handshakes in flight at a time; default 100. */
  maxConnecting?: number;
  listener?: RunnerListener;
}

/**
 * A runner on the sockets, clock and files of Node, with the stations of the state directory running.
 * @throws Error for a person, when the state directory or the certificate cannot be used
 */
export async function startNodeRunner(options: NodeRunnerOptions = {}): Promise<StationRunner> {
  const { stateDirectory, timelineLimit = 0, maxConnecting = 100, listener } = options;
  const store = stateDirectory === undefined ? undefined : await openDirectoryStore(stateDirectory);
  const runner = new StationRunner({
    openSocket: nodeSockets(options),
    clock: systemClock(),
    timelineLimit,
    maxConnecting,
    ...(store === undefined ? {} : { store }),
    ...(listener === undefined ? {} : { listener }),
  });
  try {
    await runner.restore();
  } catch (error) {
    await store?.close();
    throw error;
  }
  return runner;
}
