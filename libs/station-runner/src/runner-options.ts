import type { StationInput, StationOutput } from '@simulator/station';
import type { RunnerClock } from './clock.js';
import type { HostedStation } from './hosted-station.js';
import type { OpenSocket } from './socket.js';
import type { StationStore } from './store.js';
import type { TimelineEntry } from './timeline.js';

export interface RunnerListener {
  /** A step is done and its outputs are on their way. Called often: be quick. */
  stationChanged?(hosted: HostedStation): void;
  /** One step, before its outputs are carried out: the frames in their order, for those who count or follow them. Be quick. */
  stepped?(hosted: HostedStation, input: StationInput, outputs: readonly StationOutput[], now: number): void;
  timelineGrew?(hosted: HostedStation, entry: TimelineEntry): void;
  fault?(fault: RunnerFault): void;
}

/** Something that a person should know, and do something about. */
export type RunnerFault =
  | { kind: 'storage'; problem: string; /** There is no room left. */ isFull: boolean }
  | { kind: 'storageWorksAgain' | 'brokenStation'; problem: string }
  | { kind: 'unreadableStation'; problem: string; key: string; name: string };

export interface RunnerOptions {
  openSocket: OpenSocket;
  clock: RunnerClock;
  store?: StationStore;
  /** Timeline entries kept for each station; 0, the default: no timeline. */
  timelineLimit?: number;
  /** As `timelineLimit`, for stations beyond the first 50: a fleet's timelines would fill the memory. Default: the same. */
  fleetTimelineLimit?: number;
  /** Handshakes in flight at a time; default: as many as there are. */
  maxConnecting?: number;
  listener?: RunnerListener;
}
