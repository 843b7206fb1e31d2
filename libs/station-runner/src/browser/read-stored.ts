import type { StoredStation } from '../store.js';

/** What is stored, read without the Worker: for when that is dead. */
export async function readStoredStations(): Promise<StoredStation[]> {
  const { openIndexedDbStore } = await import('./indexed-db-store.js');
  const store = await openIndexedDbStore(() => undefined);
  try {
    return await store.load();
  } finally {
    await store.close();
  }
}
