import type { StationConfig } from '@simulator/station';
import type { RelayTerms } from './socket.js';

/** A station and where it connects: what a person sets up, stores and shares. */
export interface StationDefinition {
  /** Identity of this entry in the simulator (not the OCPP identity: two entries may try the same one). */
  key: string;
  /** Shown to people. */
  name: string;
  config: StationConfig;
  /** WebSocket URL of the CSMS without the station id, e.g. `wss://csms.example/ocpp`; the id is appended, percent-encoded. */
  csmsUrl: string;
  /** Set for a throw-away station of the built-in CSMS. */
  demo?: { idTag: string; expiresAt: string };
  /** Set: it connects through the relay of the page's server; absent: by itself. */
  relay?: RelayTerms;
  /** Words by which people find it. */
  tags?: string[];
  /** Set: drivers come by themselves. */
  automatic?: AutomaticMode;
  /** Set: a scenario's station has this one's place, and this is the one from before, to be put back. */
  before?: StationBefore;
}

export interface StationBefore {
  config: StationConfig;
  /** Its whole state, by name of the part, as the store has it. */
  parts: Record<string, unknown>;
}

/** Drivers who come by themselves, at each connector. */
export interface AutomaticMode {
  /** The same seed gives the same arrivals. 32-bit unsigned. */
  seed: number;
  arrivalsPerHour: number;
  /** Mean length of a session; a full car ends it before. */
  sessionMinutes: number;
  /** The cards that drivers present. */
  idTags: string[];
}
