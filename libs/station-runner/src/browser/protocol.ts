// What the page and its Worker say to each other. Plain data only.
import type { Recording, Scenario, Station, StationInput } from '@simulator/station';
import type { CsmsReplayProgress, CsmsSide } from '../csms-replay-player.js';
import type { InterceptionState, Verdict, WireRules } from '../interception.js';
import type { StationDefinition } from '../station-definition.js';
import type { StoredStation } from '../store.js';
import type { ScenarioProgress } from './scenario-player.js';
import type { TimelineEntry } from '../timeline.js';

export type { TimelineEntry };

/** A station as lists show it. */
export interface StationSummary {
  key: string;
  name: string;
  stationId: string;
  connection: Station['connection']['state'];
  registration: Station['registration'];
  /** By connector, in order. */
  tags: readonly string[];
  /** Drivers come by themselves. */
  automatic: boolean;
  /** Through the relay. */
  relayed: boolean;
  connectors: { id: number; status: Station['connectors'][number]['status']; powerW: number }[];
}

/** A station as its own page shows it: the whole state, at the time `at`. */
export interface StationSnapshot {
  definition: StationDefinition;
  station: Station;
  at: number;
  /** Null: nobody meddles with the wire. */
  interception: InterceptionState | null;
  /** Null: no scenario was played since the station is here. */
  scenario: ScenarioProgress | null;
  /** Null: no CSMS of a capture was played to it. */
  csmsReplay: CsmsReplayProgress | null;
  recording: boolean;
}

/** What may be changed of many stations at once; null takes it away. */
export type DefinitionChange = { [Name in 'tags' | 'automatic' | 'relay']?: StationDefinition[Name] | null };

export type ToWorker =
  | { type: 'addStation'; request: number; definition: StationDefinition }
  | { type: 'updateDefinition'; request: number; definition: StationDefinition }
  /** Running transactions are stopped first; `force`: also when the CSMS cannot be told. */
  | { type: 'removeStation'; request: number; key: string; force: boolean }
  | { type: 'input'; request: number; key: string; input: StationInput }
  /** Stations with or without states, all or none. */
  | { type: 'importStations'; request: number; stations: StoredStation[]; replace: boolean }
  /** Answered with every station and its state. */
  | { type: 'exportStations'; request: number }
  /** Stores what is not stored yet; fails when that does not work. */
  | { type: 'save'; request: number }
  /** All are tried; fails with what went wrong with the first that failed. */
  | { type: 'inputMany'; request: number; keys: readonly string[]; input: StationInput }
  | { type: 'updateMany'; request: number; keys: readonly string[]; change: DefinitionChange }
  | { type: 'removeMany'; request: number; keys: readonly string[]; force: boolean }
  /** Puts a station as the scenario wants it in this one's place, and plays it. */
  | { type: 'playScenario'; request: number; key: string; scenario: Scenario; seed?: number }
  | { type: 'stopScenario'; request: number; key: string }
  /** The station from before the scenario goes on where it was. */
  | { type: 'putBack'; request: number; key: string }
  /** The scenario's station stays for good. */
  | { type: 'forgetBefore'; request: number; key: string }
  | { type: 'startRecording'; request: number; key: string }
  /** Answered with the recording. */
  | { type: 'stopRecording'; request: number; key: string }
  /** Puts a fresh station in this one's place and plays the CSMS of a capture to it; then this one is back. */
  | { type: 'playCsms'; request: number; key: string; side: CsmsSide }
  /** Ends it before its time; `forget`: what it found, too. */
  | { type: 'stopCsms'; request: number; key: string; forget: boolean }
  | { type: 'setWireRules'; request: number; key: string; rules: WireRules }
  /** What becomes of a frame that is held in flight. */
  | { type: 'settleHeld'; request: number; key: string; id: number; verdict: Verdict }
  /** Snapshots and timeline of one station, until `unwatch`. */
  | { type: 'watch'; key: string }
  | { type: 'unwatch'; key: string }
  /** Runs the stations here, not in the other tab that runs them now. */
  | { type: 'useHere' }
  /** Opens the store once more that could not be opened. */
  | { type: 'tryStore' }
  /** Runs stations without the store that could not be opened. */
  | { type: 'runUnsaved' }
  /** Answered with `pong`, whatever else goes on. */
  | { type: 'ping' };

/** Everything that is stored. */
export interface ExportedStations {
  stations: StoredStation[];
  /** What this version cannot read, as it was found. */
  unreadable: StoredStation[];
}

/** What a request may be answered with. */
export type Answer = ExportedStations | Recording;

export type FromWorker =
  /** The stored stations are running. Nothing is watched yet. */
  | { type: 'ready' }
  | { type: 'done'; request: number; value?: Answer }
  | { type: 'failed'; request: number; problem: string }
  /** At most four times a second, and at once when a status changes. */
  | { type: 'stations'; stations: StationSummary[] }
  | { type: 'snapshot'; snapshot: StationSnapshot }
  /** On `watch` the kept entries (2,000 at most), then each new one. */
  | { type: 'timeline'; key: string; entries: TimelineEntry[] }
  /** What went wrong and what a person can do stands in `problem`. */
  | { type: 'fault'; fault: SimulatorFault }
  /** A fault of this kind is over; `key`: that of this station. */
  | { type: 'faultOver'; kind: SimulatorFault['kind']; key?: string }
  | { type: 'pong' };

/** What a person should know; `problem` says what went wrong and what can be done. */
export type SimulatorFault =
  /** Stations run, but what happens to them cannot be stored. `isFull`: there is no room left. */
  | { kind: 'storage'; problem: string; isFull: boolean }
  /** A stored station cannot be read; it is kept untouched. */
  | { kind: 'unreadableStation'; problem: string; key: string; name: string }
  /** The store cannot be opened, and nothing runs until a person has decided. `isNewer`: a newer release has written it. */
  | { kind: 'noStore'; problem: string; isNewer: boolean }
  | {
      kind:
        /** One station has stopped, the others go on. */
        | 'brokenStation'
        /** A person has decided to go on without the store. */
        | 'unsaved'
        /** Another tab runs the stations; this one takes over when that one is closed, or when it is asked to. */
        | 'otherTab'
        /** The Worker is silent: it is gone, or busy beyond all measure. */
        | 'noAnswer'
        /** The Worker is gone: nothing runs. */
        | 'workerStopped';
      problem: string;
    };
