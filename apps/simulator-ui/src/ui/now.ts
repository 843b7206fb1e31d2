import { Store, useStore } from './store.js';

// One clock for everything on the page that counts seconds. It runs while somebody looks at it.
const clock = new Store(Date.now());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

const ticking = {
  get: clock.get,
  subscribe(listener: () => void): () => void {
    const stop = clock.subscribe(listener);
    watchers += 1;
    timer ??= setInterval(() => clock.set(Date.now()), 500);
    return () => {
      stop();
      watchers -= 1;
      if (watchers > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  },
};

/** Epoch milliseconds, twice a second. */
export function useNow(): number {
  return useStore(ticking);
}
