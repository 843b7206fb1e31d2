import { describe, expect, it } from '@jest/globals';
import { found, rankOf } from './rank.js';

describe('the search for a command', () => {
  it('takes words in any order, and prefers beginnings to middles to loose letters', () => {
    expect(rankOf('Plug in', 'plug')).toBe(0);
    expect(rankOf('Plug in', 'in')).toBe(1);
    expect(rankOf('Unplug', 'plug')).toBe(2);
    expect(rankOf('Stop charging', 'sch')).toBe(3);
    expect(rankOf('Plug in', 'in plug')).toBe(1);
    expect(rankOf('Plug in', 'stop')).toBeNull();
    expect(rankOf('anything', '  ')).toBe(0);
  });

  it('finds by group too, after those that match by name', () => {
    const items = [
      { name: 'Pause', group: 'Timeline' },
      { name: 'Show the timeline', group: 'View' },
    ];
    expect(found(items, 'timeline').map(({ name }) => name)).toEqual(['Show the timeline', 'Pause']);
    expect(found(items, '')).toEqual(items);
    expect(found(items, 'xyz')).toEqual([]);
  });
});
