import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDateTime } from './date-time.js';

const noon = Date.UTC(2026, 2, 29, 12);

test.each([
  ['2026-03-29T12:00:00Z', noon],
  ['2026-03-29t12:00:00z', noon],
  ['2026-03-29T12:00Z', noon],
  ['2026-03-29T14:00:00+02:00', noon],
  ['2026-03-29T14:00:00+0200', noon],
  ['2026-03-29T14:00:00+02', noon],
  ['2026-03-29T06:30:00-05:30', noon],
  ['2026-03-29T12:00:00.5Z', noon + 500],
  ['2026-03-29T12:00:00.1239Z', noon + 123],
  ['2026-03-29T11:59:60Z', noon],
  // Without an offset: UTC, whatever the machine's time zone.
  ['2026-03-29T12:00:00', noon],
  ['2026-03-29', NaN],
  ['', NaN],
])('§3.15 %s', (text, expected) => {
  expect(parseDateTime(text)).toBe(expected);
});

test('§3.15 reads back every moment', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }), (date) => {
      expect(parseDateTime(date.toISOString())).toBe(date.getTime());
    }),
  );
});
