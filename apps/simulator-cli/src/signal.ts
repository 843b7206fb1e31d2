// What ends a run: it is done, its time is up, or somebody wants it to end.
import { exitCodes } from './exit-codes.js';

export type Signal = 'SIGINT' | 'SIGTERM';

/** @param ending undefined: the run came to its own end */
export function exitCodeOf(ending: Signal | undefined): number {
  if (ending === undefined) return exitCodes.done.code;
  return ending === 'SIGINT' ? exitCodes.interrupted.code : exitCodes.terminated.code;
}

/** Resolves after that time; Infinity: never. */
export function after(durationMs: number): { promise: Promise<undefined>; cancel: () => void } {
  if (durationMs === Infinity) return { promise: new Promise(() => undefined), cancel: () => undefined };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const promise = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), durationMs);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
