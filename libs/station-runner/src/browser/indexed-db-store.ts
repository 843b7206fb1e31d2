// Stations in IndexedDB: a definition each, and the parts of their state one by one, so that little is written often.
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';
import type { StationDefinition } from '../station-definition.js';
import type { StationStore, StoreChange, StoredStation } from '../store.js';
import { within } from './within.js';

export const DATABASE_NAME = 'charging-station-simulator';
const OPEN_TIMEOUT_MS = 5_000;

interface Schema extends DBSchema {
  definitions: { key: string; value: StationDefinition };
  parts: { key: [stationKey: string, part: string]; value: unknown };
}

type Database = IDBPDatabase<Schema>;

/** Makes one version of the database into the next; keeps what is there. May await requests of this transaction only. */
export type Upgrade = (
  database: IDBPDatabase<unknown>,
  transaction: IDBPTransaction<unknown, string[], 'versionchange'>,
) => void | Promise<void>;

/** In order: the first makes version 1. Once released, one is never changed: a new layout is one more. */
export const UPGRADES: readonly Upgrade[] = [
  (database) => {
    database.createObjectStore('definitions', { keyPath: 'key' });
    database.createObjectStore('parts');
  },
];

/**
 * @param onClosed the browser has closed the database, and perhaps deleted it; the next write opens it again
 * @throws Error whose `cause` is the browser's, when it gives no storage
 */
export async function openIndexedDbStore(onClosed: () => void, upgrades = UPGRADES): Promise<StationStore> {
  const store = new IndexedDbStore(upgrades, onClosed);
  await store.open();
  return store;
}

/** A newer release has written the database; this one must leave it alone. */
export function isOfNewerRelease(error: unknown): boolean {
  return nameOf(error) === 'VersionError' || (error instanceof Error && nameOf(error.cause) === 'VersionError');
}

// A DOMException is no Error everywhere.
const nameOf = (error: unknown): unknown => (error as { name?: unknown } | null | undefined)?.name;

class IndexedDbStore implements StationStore {
  readonly #upgrades: readonly Upgrade[];
  readonly #onClosed: () => void;
  /** Null: the browser has closed it. */
  #database: Database | null = null;
  #closed = false;

  constructor(upgrades: readonly Upgrade[], onClosed: () => void) {
    this.#upgrades = upgrades;
    this.#onClosed = onClosed;
  }

  async open(): Promise<Database> {
    let opening: Promise<Database> | undefined;
    try {
      opening = this.#opening();
      this.#database = await within(opening, OPEN_TIMEOUT_MS);
      return this.#database;
    } catch (error) {
      opening?.then((database) => database.close()).catch(() => undefined);
      const why = isOfNewerRelease(error) ? 'a newer release of this page has written it' : (error as Error).message;
      throw new Error(why || String(nameOf(error)), { cause: error });
    }
  }

  #opening(): Promise<Database> {
    const upgrades = this.#upgrades;
    let failure: unknown;
    const opening = openDB<Schema>(DATABASE_NAME, upgrades.length, {
      upgrade: (database, oldVersion, _newVersion, transaction) => {
        migrate(upgrades.slice(oldVersion), database, transaction).catch((error: unknown) => {
          // Without the abort, half a migration would be kept.
          transaction.done.catch(() => undefined);
          abort(transaction);
          failure = error;
        });
      },
      // A newer version of the page wants to upgrade: let it, it takes over.
      blocking: () => this.#lose(),
      terminated: () => {
        this.#lose();
        this.#onClosed();
      },
    });
    return opening.catch((error: unknown) => {
      throw failure ?? error;
    });
  }

  #lose(): void {
    this.#database?.close();
    this.#database = null;
  }

  async load(): Promise<StoredStation[]> {
    const transaction = (this.#database ?? (await this.open())).transaction(['definitions', 'parts']);
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
    if (this.#closed) throw new Error('The store was closed.');
    if (this.#database !== null) return this.#write(this.#database, changes);
    const copies = structuredClone(changes);
    return this.#write(await this.open(), copies);
  }

  async #write(database: Database, changes: readonly StoreChange[]): Promise<void> {
    // `put` clones its value before it returns. Relaxed: a killed tab loses nothing, only a power cut might.
    const transaction = database.transaction(['definitions', 'parts'], 'readwrite', { durability: 'relaxed' });
    const definitions = transaction.objectStore('definitions');
    const parts = transaction.objectStore('parts');
    const requests: Promise<unknown>[] = [];
    try {
      for (const change of changes) {
        if (change.type === 'definition') requests.push(definitions.put(change.definition));
        else if (change.type === 'part') requests.push(parts.put(change.value, [change.key, change.part]));
        else requests.push(definitions.delete(change.key), parts.delete(partsOf(change.key)));
      }
      // Should this Worker be stopped in its tracks, the transaction ends all the same.
      transaction.commit();
      await Promise.all([...requests, transaction.done]);
    } catch (error) {
      // All or nothing: without the abort, what was put before the failure would be kept.
      const ended = Promise.allSettled([transaction.done, ...requests]);
      abort(transaction);
      throw causeOf(await ended) ?? error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#lose();
  }
}

/** What made a transaction fail: its requests say only that it was aborted. */
function causeOf(outcomes: readonly PromiseSettledResult<unknown>[]): unknown {
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  return reasons.find((reason) => nameOf(reason) !== 'AbortError');
}

async function migrate(upgrades: readonly Upgrade[], database: unknown, transaction: unknown): Promise<void> {
  for (const upgrade of upgrades) await upgrade(database as never, transaction as never);
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
