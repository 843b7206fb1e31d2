import { expect, test } from '@jest/globals';
import { comparisonProblem, mismatch, valueAt } from './match.js';

const actual = { a: 1, text: 'abc', list: [{ k: 'x', v: '5' }, { k: 'y' }], none: null, empty: [] };

test.each([
  [{ a: 1 }],
  [{ list: [{ k: 'y' }] }],
  [{ list: [{ k: 'y' }, { k: 'x', v: { $near: 5.4, $tolerance: 0.5 } }] }],
  [{ text: { $regex: '^a.c$' } }],
  [{ missing: { $absent: true } }],
  [{ none: null, empty: [] }],
  [{ none: { $any: true } }],
  [{ a: { $atLeast: 1, $atMost: 1 } }],
  [{ a: { $not: 2 } }],
  [{ list: { $length: 2 } }],
  [{ empty: { $equals: [] } }],
])('%j is held', (pattern) => {
  expect(mismatch(pattern, actual)).toBeNull();
});

test.each([
  [{ a: 2 }, 'payload.a is 1, not 2'],
  [{ a: '1' }, 'payload.a is 1, not "1"'],
  [{ missing: 1 }, 'payload.missing is missing'],
  [{ toString: { $any: true } }, 'payload.toString is missing, which is not $any true'],
  [{ list: [{ k: 'z' }] }, 'payload.list has no item like {"k":"z"}'],
  [{ list: [{ k: 'y' }, { k: 'y' }] }, 'payload.list has no item like {"k":"y"}'],
  [{ list: [] }, 'payload.list has 2 items, not none'],
  [{ text: { $regex: '^b' } }, 'payload.text is "abc", which is not $regex "^b"'],
  [{ text: { deep: 1 } }, 'payload.text is "abc", not an object'],
  [{ a: { $absent: true } }, 'payload.a is 1, which is not $absent true'],
  [{ a: { $atLeast: 1, $atMost: 0 } }, 'payload.a is 1, which is not $atMost 0'],
  [{ a: { $atLeast: 1, $odd: 0 } }, 'payload.a: there is no test $odd'],
  [{ text: { $atLeast: 0 } }, 'payload.text is "abc", which is not $atLeast 0'],
])('%j is not held: %s', (pattern, reason) => {
  expect(mismatch(pattern, actual)).toBe(reason);
});

test.each([
  [10, { equals: 10 }, null],
  [10.4, { equals: 10, tolerance: 0.5 }, null],
  [10.6, { equals: 10, tolerance: 0.5 }, 'is 10.6, not 10 ± 0.5'],
  [9, { atLeast: 10 }, 'is 9, less than 10'],
  [11, { atMost: 10 }, 'is 11, more than 10'],
  [NaN, {}, 'is no number'],
])('%d against %j', (value, comparison, problem) => {
  expect(comparisonProblem(value, comparison)).toBe(problem);
});

test('paths lead into objects and lists, and nowhere else', () => {
  expect(valueAt(actual, 'list.0.v')).toBe('5');
  expect(valueAt(actual, 'list.length.x')).toBeUndefined();
  expect(valueAt(actual, 'none.x')).toBeUndefined();
});
