import type { Station, StationInput, StationOutput } from '@simulator/station';
import type { HeapMember } from './deadline-heap.js';
import type { Interception, WireRules } from './interception.js';
import type { Link } from './link.js';
import type { OpenSocket } from './socket.js';
import type { StationDefinition } from './station-definition.js';
import type { StoredStation } from './store.js';
import type { Timeline } from './timeline.js';

/** An output that must not happen before the state that it follows from is stored. */
export interface HeldOutput {
  output: StationOutput;
  /** It belongs to this connection and dies with it. */
  link: Link<HostedStation> | null;
  /** `HostedStation.marked` when it was produced. */
  after: number;
}

/** A station that stands in another one's place for a while. Nothing of it is stored: the other one stays stored. */
export interface Guest {
  /** The station whose place it has, as it was when it left. */
  resident: StoredStation;
  /** The resident's; the guest's wire is left alone. */
  rules: WireRules | null;
  /** Leads to the guest's own CSMS, whatever the definition says. */
  openSocket: OpenSocket;
}

/** A station in the care of the runner. */
export class HostedStation implements HeapMember {
  definition: StationDefinition;
  station: Station;
  readonly timeline: Timeline | null;
  link: Link<HostedStation> | null = null;
  dueAt = Infinity;
  /** When the station itself wants `deadlineReached`; the link may be due before. */
  stationDueAt = Infinity;
  heapIndex = -1;
  /** True while `step` and its outputs run: what comes meanwhile waits in `inbox`. */
  busy = false;
  inbox: StationInput[] = [];
  /** Counts what was marked as changed, and how far of that is stored. */
  marked = 0;
  saved = 0;
  held: HeldOutput[] = [];
  /** Null until somebody wants to meddle with the wire. */
  interception: Interception | null = null;
  /** Set when the engine failed: the station stands still. */
  broken: string | null = null;
  removed = false;
  guest: Guest | null = null;
  settled: (() => void)[] = [];

  constructor(definition: StationDefinition, station: Station, timeline: Timeline | null) {
    this.definition = definition;
    this.station = station;
    this.timeline = timeline;
  }
}
