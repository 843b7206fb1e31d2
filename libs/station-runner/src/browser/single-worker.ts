// One Worker at a time runs the stored stations, whatever the number of tabs: two would both speak for the same station.

/** The part of `navigator.locks` that is used. */
export interface Locks {
  request(name: string, callback: () => Promise<void>): Promise<unknown>;
}

const LOCK_NAME = 'charging-station-simulator';
/** After a reload the old Worker may hold the lock a moment longer. */
export const PATIENCE_MS = 1_500;

/**
 * Resolves when this Worker may run, which may be much later; calls `onWaiting` when another one holds that right.
 * Without the Web Locks API (an insecure origin) nobody is kept out.
 */
export function waitForTurn(locks: Locks | undefined, onWaiting: () => void): Promise<void> {
  if (locks === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(onWaiting, PATIENCE_MS);
    locks
      .request(LOCK_NAME, () => {
        clearTimeout(timer);
        resolve();
        // Held until the Worker ends.
        return new Promise<void>(() => undefined);
      })
      .catch((error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      });
  });
}
