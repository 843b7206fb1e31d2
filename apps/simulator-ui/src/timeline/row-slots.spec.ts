import { describe, expect, it } from '@jest/globals';
import { RowSlots } from './row-slots.js';

describe('the elements of the rows in sight', () => {
  it('a row keeps its element as long as it is in sight', () => {
    const slots = new RowSlots();
    expect(slots.assign([1, 2, 3])).toEqual([0, 1, 2]);
    expect(slots.assign([2, 3, 4])).toEqual([1, 2, 0]);
    expect(slots.assign([2, 3, 4])).toEqual([1, 2, 0]);
    expect(slots.assign([1, 2, 3])).toEqual([0, 1, 2]);
  });

  it('a leap writes into the elements in their order, so that none has to move', () => {
    const slots = new RowSlots();
    slots.assign([1, 2, 3]);
    slots.assign([2, 3, 4]);
    expect(slots.assign([70, 80, 90])).toEqual([1, 2, 0]);
  });

  it('more rows take more elements, fewer give some up, and no two share one', () => {
    const slots = new RowSlots();
    slots.assign([1, 2]);
    expect(slots.assign([2, 3, 4, 5])).toEqual([1, 0, 2, 3]);
    expect(slots.assign([5])).toEqual([3]);
    const many = slots.assign([5, 6, 7, 8]);
    expect(new Set(many).size).toBe(4);
    expect(many[0]).toBe(3);
    expect(slots.assign([])).toEqual([]);
  });
});
