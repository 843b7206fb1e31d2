// Stations in IndexedDB: a definition each, and the parts of their state one by one, so that little is written often.
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import type { StationDefinition } from '../station-definition.js';
import type { StationStore, StoreChange, StoredStation } from '../store.js';

export const DATABASE_NAME = 'charging-station-simulator';
/** Raise it when the stores change, with an upgrade that keeps what is there. */
export const DATABASE_VERSION = 1;
const OPEN_TIMEOUT_MS = 5_000;

interface Schema extends DBSchema {
  definitions: { key: string; value: StationDefinition };
  parts: { key: [stationKey: string, part: string]; value: unknown };
}

/** @throws Error that says what a person can do, when the browser gives no storage */
export async function openIndexedDbStore(onClosed: (problem: string) => void): Promise<StationStore> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the browser does not answer')), OPEN_TIMEOUT_MS);
  });
  const opening = openDB<Schema>(DATABASE_NAME, DATABASE_VERSION, {
    upgrade(database, oldVersion) {
      if (oldVersion < 1) {
        database.createObjectStore('definitions', { keyPath: 'key' });
        database.createObjectStore('parts');
      }
    },
    // A newer version of the page wants to upgrade: let it, it takes over.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    terminated: () => onClosed('the browser has closed the storage'),
  });
  try {
    return new IndexedDbStore(await Promise.race([opening, late]));
  } catch (error) {
    opening.then((database) => database.close()).catch(() => undefined);
    throw new Error(explain(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function explain(error: unknown): string {
  // A DOMException, which is no Error everywhere.
  if ((error as { name?: unknown } | null)?.name === 'VersionError') {
    return 'a newer version of this page has stored them; close all its tabs and load the page again';
  }
  return error instanceof Error ? error.message : String(error);
}

class IndexedDbStore implements StationStore {
  readonly #database: IDBPDatabase<Schema>;

  constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  async load(): Promise<StoredStation[]> {
    const transaction = this.#database.transaction(['definitions', 'parts']);
    const parts = transaction.objectStore('parts');
    const definitions = await transaction.objectStore('definitions').getAll();
    return Promise.all(
      definitions.map(async (definition) => {
        const range = partsOf(definition.key);
        const [keys, values] = await Promise.all([parts.getAllKeys(range), parts.getAll(range)]);
        return { definition, parts: Object.fromEntries(keys.map(([, part], index) => [part, values[index]])) };
      }),
    );
  }

  async write(changes: readonly StoreChange[]): Promise<void> {
    // `put` clones its value before it returns. Relaxed: a killed tab loses nothing, only a power cut might.
    const transaction = this.#database.transaction(['definitions', 'parts'], 'readwrite', { durability: 'relaxed' });
    const definitions = transaction.objectStore('definitions');
    const parts = transaction.objectStore('parts');
    const requests: Promise<unknown>[] = [];
    try {
      for (const change of changes) {
        if (change.type === 'definition') requests.push(definitions.put(change.definition));
        else if (change.type === 'part') requests.push(parts.put(change.value, [change.key, change.part]));
        else requests.push(definitions.delete(change.key), parts.delete(partsOf(change.key)));
      }
      await Promise.all([...requests, transaction.done]);
    } catch (error) {
      // All or nothing: without the abort, what was put before the failure would be kept.
      const ended = Promise.allSettled([...requests, transaction.done]);
      abort(transaction);
      await ended;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It has been aborted already.
  }
}

/** All keys [stationKey, …]: in IndexedDB's order an array comes after every string. */
function partsOf(stationKey: string): IDBKeyRange {
  return IDBKeyRange.bound([stationKey], [stationKey, []]);
}
