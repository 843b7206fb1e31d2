import { expect, test } from '@jest/globals';
import { systemClock } from './clock.js';

test('a system clock that is set back does not turn time back', () => {
  const readings = [1_000, 2_000, 500, 700, 3_000];
  const clock = systemClock(() => readings.shift() ?? 0);
  expect([clock.now(), clock.now(), clock.now(), clock.now(), clock.now()]).toEqual([
    1_000, 2_000, 2_000, 2_200, 4_500,
  ]);
});
