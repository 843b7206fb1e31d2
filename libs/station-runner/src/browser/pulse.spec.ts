import { describe, expect, test } from '@jest/globals';
import { Pulse } from './pulse.js';

/** @returns how many seconds it takes until the Worker counts as silent; null: it never does */
function silentAfter(ticks: Iterable<{ at: number; visible?: boolean; heard?: boolean }>): number | null {
  const pulse = new Pulse(5_000, 30_000);
  for (const { at, visible = true, heard = false } of ticks) {
    if (heard) pulse.heard();
    if (pulse.tick(at * 1_000, visible)) return at;
  }
  return null;
}

const every = (seconds: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ at: index * seconds }));

describe('a silent Worker', () => {
  test('is one that was not heard for the limit, in a page that is seen and on time', () => {
    expect(silentAfter(every(5, 100))).toBe(30);
    expect(silentAfter(every(5, 100).map((tick) => ({ ...tick, heard: tick.at === 25 })))).toBe(50);
  });

  test('is none behind another tab, in a throttled one, or after the machine has slept', () => {
    expect(silentAfter(every(5, 100).map((tick) => ({ ...tick, visible: false })))).toBeNull();
    expect(silentAfter(every(60, 100))).toBeNull();
    expect(silentAfter([{ at: 0 }, { at: 5 }, { at: 3_600 }, { at: 3_605 }, { at: 3_610 }])).toBeNull();
    // What was hidden in between does not count, what was seen does.
    const hidden = every(5, 20).map((tick) => ({ ...tick, visible: tick.at < 20 || tick.at >= 40 }));
    expect(silentAfter(hidden)).toBe(55);
  });
});
