import { expect, it } from '@jest/globals';
import { numberProblem, readNumber } from './number-text.js';

it.each([
  ['12', null],
  [' 0,5 ', null],
  ['', 'Type a number'],
  ['1e3', 'Type a number'],
  ['NaN', 'Type a number'],
  ['Infinity', 'Type a number'],
  ['-1', 'Must be 0 to 100'],
  ['100.1', 'Must be 0 to 100'],
])('finds in “%s” the problem %s', (text, problem) => {
  expect(numberProblem(text, { min: 0, max: 100 })).toBe(problem);
});

it('asks for whole numbers where there are no others', () => {
  expect(numberProblem('1.5', { min: 0, max: 9, whole: true })).toBe('Type a whole number');
  expect(numberProblem('2', { min: 0, max: 9, whole: true })).toBeNull();
  expect(readNumber('2,25')).toBe(2.25);
});
