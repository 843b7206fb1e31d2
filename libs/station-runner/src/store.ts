import type { StatePart } from '@simulator/station';
import type { StationDefinition } from './station-definition.js';

/** A station as it was stored. Not yet checked: `restoreStation` does. */
export interface StoredStation {
  definition: StationDefinition;
  /** By name of the part. */
  parts: Record<string, unknown>;
}

export type StoreChange =
  | { type: 'definition'; definition: StationDefinition }
  | { type: 'part'; key: string; part: StatePart; value: unknown }
  | { type: 'remove'; key: string };

/** Where stations live while nothing runs. */
export interface StationStore {
  load(): Promise<StoredStation[]>;
  /**
   * Makes all changes, in order, or none. Reads the values before it returns its promise: they are live objects that the
   * next step changes.
   */
  write(changes: readonly StoreChange[]): Promise<void>;
  close(): Promise<void>;
}
