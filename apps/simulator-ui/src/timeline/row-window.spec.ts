import { describe, expect, it } from '@jest/globals';
import { rowAt, rowsInSight, topOf } from './row-window.js';

const rows = { count: 100_000, topOf: (index: number) => index * 10 };
const opened = [
  { index: 2, extra: 100 },
  { index: 5, extra: 50 },
];

describe('the rows in sight', () => {
  it('counts what open rows before a row add', () => {
    expect([0, 2, 3, 5, 6].map((index) => topOf(rows, opened, index))).toEqual([0, 20, 130, 150, 210]);
  });

  it.each([
    [0, 0],
    [9, 0],
    [10, 1],
    [25, 2],
    [129, 2],
    [130, 3],
    [209, 5],
    [210, 6],
    [1e9, 99_999],
  ])('finds the row at %i', (y, index) => {
    expect(rowAt(rows, opened, y)).toBe(index);
  });

  it('draws the window and some more, within the list', () => {
    expect(rowsInSight(rows, [], { top: 500_000, height: 100, more: 5 })).toEqual([49_995, 50_016]);
    expect(rowsInSight(rows, [], { top: 0, height: 100, more: 5 })).toEqual([0, 16]);
    expect(rowsInSight({ count: 0, topOf: () => 0 }, [], { top: 0, height: 100, more: 5 })).toEqual([0, 0]);
  });
});
