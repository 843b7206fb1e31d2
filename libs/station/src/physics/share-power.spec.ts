import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sharePower } from './share-power.js';

test('what one leaves goes to the others', () => {
  expect(sharePower(30, [4, 20, 20])).toEqual([4, 13, 13]);
  expect(sharePower(100, [4, 20, 20])).toEqual([4, 20, 20]);
  expect(sharePower(0, [4, 20])).toEqual([0, 0]);
});

test('never more than there is, never more than wanted, and nothing wasted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.array(fc.integer({ min: 0, max: 500 })), (total, wanted) => {
      const shares = sharePower(total, wanted);
      const given = shares.reduce((sum, share) => sum + share, 0);
      const asked = wanted.reduce((sum, want) => sum + want, 0);
      expect(given).toBeCloseTo(Math.min(total, asked), 6);
      shares.forEach((share, index) => expect(share).toBeLessThanOrEqual(wanted[index]!));
    }),
  );
});
