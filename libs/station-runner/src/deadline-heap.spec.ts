import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DeadlineHeap } from './deadline-heap.js';
import type { HeapMember } from './deadline-heap.js';

const deadline = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(Infinity));

describe('DeadlineHeap', () => {
  test('its first member is the earliest one, whatever was set, moved or removed before', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 19 }), deadline), { maxLength: 200 }), (moves) => {
        const heap = new DeadlineHeap<HeapMember>();
        const members = Array.from({ length: 20 }, () => ({ dueAt: Infinity, heapIndex: -1 }));
        for (const [index, dueAt] of moves) {
          const member = members[index] as HeapMember;
          heap.set(member, dueAt);
          expect(member.dueAt).toBe(dueAt);
          expect(heap.first()?.dueAt ?? Infinity).toBe(Math.min(...members.map((each) => each.dueAt)));
        }
        const drained: number[] = [];
        for (let first = heap.first(); first !== undefined; first = heap.first()) {
          drained.push(first.dueAt);
          heap.remove(first);
        }
        expect(drained).toEqual(drained.toSorted((a, b) => a - b));
      }),
    );
  });
});
