import type { StationConfig } from '@simulator/station';

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
}
