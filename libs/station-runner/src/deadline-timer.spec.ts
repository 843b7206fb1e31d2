import { describe, expect, test } from '@jest/globals';
import { FakeClock } from '../test/fake-clock.js';
import { DeadlineTimer } from './deadline-timer.js';

function timerWith(onDue: (name: string) => void = () => undefined) {
  const clock = new FakeClock(1_000_000);
  const due: [string, number][] = [];
  const timer = new DeadlineTimer<{ name: string; dueAt: number; heapIndex: number }>(clock, ({ name }) => {
    due.push([name, clock.now() - 1_000_000]);
    onDue(name);
  });
  const member = (name: string) => ({ name, dueAt: Infinity, heapIndex: -1 });
  return { clock, timer, due, member, at: (ms: number) => 1_000_000 + ms };
}

describe('DeadlineTimer', () => {
  test('serves deadlines in their order, close ones together, never too early', async () => {
    const { clock, timer, due, member, at } = timerWith();
    timer.set(member('c'), at(500));
    timer.set(member('a'), at(101));
    timer.set(member('b'), at(103));
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1_000);
    expect(due).toEqual([
      ['a', 110],
      ['b', 110],
      ['c', 500],
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('a deadline that was moved or taken back does not come', async () => {
    const { clock, timer, due, member, at } = timerWith();
    const moved = member('moved');
    const removed = member('removed');
    timer.set(moved, at(100));
    timer.set(removed, at(100));
    timer.set(moved, at(300));
    timer.remove(removed);
    await clock.advance(200);
    expect(due).toEqual([]);
    await clock.advance(200);
    expect(due).toEqual([['moved', 300]]);
  });

  test('one that always lies in the past does not keep the others from running', async () => {
    const stuck = { name: 'stuck', dueAt: Infinity, heapIndex: -1 };
    const { clock, timer, due, member, at } = timerWith((name) => {
      if (name === 'stuck') timer.set(stuck, 0);
    });
    timer.set(stuck, 0);
    timer.set(member('other'), at(50));
    await clock.advance(100);
    expect(due).toContainEqual(['other', 50]);
    expect(due.length).toBeLessThan(15);
  });

  test('a deadline further away than setTimeout can wait comes at its time', async () => {
    const { clock, timer, due, member, at } = timerWith();
    const far = 40 * 24 * 3_600_000;
    timer.set(member('far'), at(far));
    await clock.advance(far - 1);
    expect(due).toEqual([]);
    await clock.advance(10);
    expect(due).toEqual([['far', far]]);
  });

  test('after the stop nothing can set it going again', async () => {
    const { clock, timer, due, member, at } = timerWith();
    timer.set(member('before'), at(10));
    timer.stop();
    timer.set(member('after'), at(10));
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(100);
    expect(due).toEqual([]);
  });
});
