// Time stands still while the machine does: a stall runs into no limit and skips no beat.
import { afterEach, beforeEach, jest } from '@jest/globals';

/** For all tests of a spec: their timers go on 5 ms with each turn of a real timer, however late that comes. */
export function useSteadyTime(): void {
  beforeEach(() => {
    jest.useFakeTimers({ advanceTimers: 5, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });
}
