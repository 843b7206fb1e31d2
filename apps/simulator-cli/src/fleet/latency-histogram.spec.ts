import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LatencyHistogram } from './latency-histogram.js';

describe('LatencyHistogram', () => {
  test('percentiles are the true ones, or at most 5 % above', () => {
    const latency = fc.double({ min: 0.1, max: 120_000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(latency, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 100 }),
        (all, percent) => {
          const histogram = new LatencyHistogram();
          for (const each of all) histogram.add(each);
          const truth = all.toSorted((a, b) => a - b)[Math.ceil((percent / 100) * all.length) - 1]!;
          const found = histogram.percentile(percent)!;
          expect(found).toBeGreaterThanOrEqual(truth * (1 - 1e-9));
          expect(found).toBeLessThanOrEqual(truth * 1.05 * (1 + 1e-9));
          expect(histogram.maxMs).toBe(Math.max(...all));
        },
      ),
    );
  });

  test('without values there is no percentile', () => {
    expect(new LatencyHistogram().percentile(50)).toBeNull();
  });
});
