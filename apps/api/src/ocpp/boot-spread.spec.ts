import { expect, test } from '@jest/globals';
import { BootSpread } from './boot-spread.js';

test('a station that comes alone is told what is configured', () => {
  const spread = new BootSpread();
  for (let index = 0; index < 200; index += 1) {
    expect(spread.intervalS(300, true, index * 1000)).toBe(300);
    expect(spread.intervalS(60, false, index * 1000)).toBe(60);
  }
});

test('in a storm heartbeats come earlier, never later; who must wait comes later, never earlier (OCPP 1.6 §4.2)', () => {
  const spread = new BootSpread();
  for (let index = 0; index < 50; index += 1) spread.intervalS(300, true, 0);
  expect(spread.intervalS(300, true, 1, 0)).toBe(300);
  expect(spread.intervalS(300, true, 1, 0.999)).toBe(271);
  expect(spread.intervalS(60, false, 1, 0)).toBe(60);
  expect(spread.intervalS(60, false, 1, 0.999)).toBe(89);
  expect(spread.intervalS(1, true, 1, 0.999)).toBe(1);
  // The storm is over.
  expect(spread.intervalS(300, true, 20_000, 0.999)).toBe(300);
});
