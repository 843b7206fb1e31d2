import type { StationDefinition } from '../src/station-definition.js';
import type { StationStore, StoreChange, StoredStation } from '../src/store.js';

/** Stored stations that outlive their runners. `failure` and `hangs` make it a bad store. */
export class MemoryStore {
  readonly definitions = new Map<string, StationDefinition>();
  readonly parts = new Map<string, Record<string, unknown>>();
  writes = 0;
  failure: Error | null = null;
  hangs = false;
  /** With what it refuses a change, and all that is written with it; null: it takes it. */
  refuses: (change: StoreChange) => Error | null = () => null;

  /** One process's way in. When the process is killed, what it had not written is lost. */
  connect(): StationStore & { killed: boolean } {
    const connection = {
      killed: false,
      load: async () => this.#load(),
      write: async (changes: readonly StoreChange[]) => {
        const copies = structuredClone(changes);
        await Promise.resolve();
        if (connection.killed) await new Promise(() => undefined);
        if (this.failure !== null) throw this.failure;
        for (const change of copies) {
          const refusal = this.refuses(change);
          if (refusal !== null) throw refusal;
        }
        if (this.hangs) await new Promise(() => undefined);
        this.writes += 1;
        for (const change of copies) this.#apply(change);
      },
      close: async () => undefined,
    };
    return connection;
  }

  #load(): StoredStation[] {
    return structuredClone(
      [...this.definitions.values()].map((definition) => ({ definition, parts: this.parts.get(definition.key) ?? {} })),
    );
  }

  #apply(change: StoreChange): void {
    if (change.type === 'definition') this.definitions.set(change.definition.key, change.definition);
    else if (change.type === 'part') {
      this.parts.set(change.key, { ...this.parts.get(change.key), [change.part]: change.value });
    } else {
      this.definitions.delete(change.key);
      this.parts.delete(change.key);
    }
  }
}
