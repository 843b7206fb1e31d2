/** Time as the runner uses it; specs bring their own. */
export interface RunnerClock {
  /** Epoch milliseconds. Never goes back. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

export type TimerHandle = ReturnType<typeof setTimeout> | number;

/** Longest delay that setTimeout takes; a longer one would fire at once. */
export const MAX_DELAY_MS = 2 ** 31 - 1;

/** The system clock. When somebody sets it back, this one goes on from where it was: energy never counts twice. */
export function systemClock(read: () => number = Date.now): RunnerClock {
  let last = -Infinity;
  let offset = 0;
  return {
    now() {
      const at = read() + offset;
      if (at < last) {
        offset += last - at;
        return last;
      }
      last = at;
      return at;
    },
    setTimeout: (callback, delayMs) => setTimeout(callback, Math.min(Math.max(delayMs, 0), MAX_DELAY_MS)),
    clearTimeout: (handle) => clearTimeout(handle),
  };
}
