import { describe, expect, it } from '@jest/globals';
import type { StationSummary } from '@simulator/station-runner/browser';
import { busyConnectors, countWords, lookOf, matching, rowsInView } from './list-view.js';

function summary(key: string, more: Partial<StationSummary> = {}): StationSummary {
  const states = { connection: 'open', registration: 'accepted', automatic: false, relayed: false } as const;
  const connectors: StationSummary['connectors'] = [{ id: 1, status: 'Available', powerW: 0 }];
  return { key, name: `Name ${key}`, stationId: `ID-${key}`, tags: [], connectors, ...states, ...more };
}

const charging = summary('b', { tags: ['depot'], connectors: [{ id: 2, status: 'Charging', powerW: 11_000 }] });

describe('the list of stations', () => {
  it('shows what is wrong with the line before what the connectors do', () => {
    expect(lookOf(summary('a', { connection: 'waiting' })).words).toBe('No connection');
    expect(lookOf(summary('a', { registration: 'pending' })).words).toBe('Boot pending');
    expect(lookOf(charging).words).toBe('Charging');
  });

  it('is searched by name, id, tag and state, every word', () => {
    const all = [summary('a'), charging];
    expect(matching(all, 'DEPOT charging')).toEqual([charging]);
    expect(matching(all, 'id-a')).toEqual([all[0]]);
    expect(matching(all, 'depot available')).toEqual([]);
    expect(matching(all, ' ')).toBe(all);
  });

  it('counts the states, the most frequent first', () => {
    expect(countWords([summary('a'), charging, summary('c')])).toBe('2 Available, 1 Charging');
  });

  it('has only the rows in view, and some around', () => {
    expect(rowsInView(1000, { top: 5200, height: 520, rowHeight: 52 })).toEqual([94, 116]);
    expect(rowsInView(3, { top: 0, height: 520, rowHeight: 52 })).toEqual([0, 3]);
    expect(rowsInView(3, { top: 9000, height: 520, rowHeight: 52 })).toEqual([3, 3]);
  });

  it('knows where transactions run', () => {
    expect([...busyConnectors([summary('a'), charging])]).toEqual([[2, ['b']]]);
  });
});
