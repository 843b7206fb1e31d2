// What the page and its Worker say to each other. Plain data only.
import type { Station, StationInput } from '@simulator/station';
import type { StationDefinition } from '../station-definition.js';

/** One line of a station's timeline. */
export type TimelineEntry =
  /** A frame on the wire. */
  | {
      /** Running number within the station. */
      number: number;
      /** Epoch milliseconds. */
      at: number;
      kind: 'sent' | 'received';
      text: string;
      /** 2 CALL, 3 CALLRESULT, 4 CALLERROR; null: no frame could be read. */
      messageType: 2 | 3 | 4 | null;
      messageId: string | null;
      /** Of an answer: the action it answers, when known. */
      action: string | null;
      /** Why it was sent; of received frames ''. */
      cause: string;
    }
  /** Anything else worth a line: connection opened, closed, an input, a log message of the engine. */
  | { number: number; at: number; kind: 'event'; level: 'debug' | 'info' | 'warn' | 'error'; text: string };

/** A station as lists show it. */
export interface StationSummary {
  key: string;
  name: string;
  stationId: string;
  connection: Station['connection']['state'];
  registration: Station['registration'];
  /** By connector, in order. */
  connectors: { id: number; status: Station['connectors'][number]['status']; powerW: number }[];
}

/** A station as its own page shows it: the whole state, at the time `at`. */
export interface StationSnapshot {
  definition: StationDefinition;
  station: Station;
  at: number;
}

export type ToWorker =
  | { type: 'addStation'; request: number; definition: StationDefinition }
  | { type: 'updateDefinition'; request: number; definition: StationDefinition }
  | { type: 'removeStation'; request: number; key: string }
  | { type: 'input'; request: number; key: string; input: StationInput }
  /** Snapshots and timeline of one station, until `unwatch`. */
  | { type: 'watch'; key: string }
  | { type: 'unwatch'; key: string };

export type FromWorker =
  /** The stored stations are running. */
  | { type: 'ready' }
  | { type: 'done'; request: number }
  | { type: 'failed'; request: number; problem: string }
  /** At most four times a second, and at once when a status changes. */
  | { type: 'stations'; stations: StationSummary[] }
  | { type: 'snapshot'; snapshot: StationSnapshot }
  /** On `watch` the kept entries (2,000 at most), then each new one. */
  | { type: 'timeline'; key: string; entries: TimelineEntry[] }
  /** The Worker cannot go on, or cannot store: what a person can do stands in `problem`. */
  | { type: 'fault'; problem: string };
