import { describe, expect, it } from '@jest/globals';
import { stationUrl } from '@simulator/station-runner/browser';
import { cardsProblem, planFleet, readTags, tagsProblem, templates } from './fleet-plan.js';

const plan = {
  ...{ prefix: 'CS-', first: 9_998, count: 4, csmsUrl: 'ws://host/ocpp', config: templates[1]!.changes, seed: 5 },
  ...{ tags: ['depot'], relayed: true, automatic: null },
};

describe('a fleet from a template', () => {
  it('has ids of one length in order, seeds of its own, and what the template says', () => {
    const fleet = planFleet(plan, (index) => `k${index}`);
    expect(fleet.map(({ config }) => config.id)).toEqual(['CS-09998', 'CS-09999', 'CS-10000', 'CS-10001']);
    expect(new Set(fleet.map(({ config }) => config.seed)).size).toBe(4);
    expect(fleet[0]).toMatchObject({ key: 'k0', tags: ['depot'], relay: {}, config: { model: 'Home 11', seed: 5 } });
    expect(fleet.map(stationUrl)[3]).toBe('ws://host/ocpp/CS-10001');
    expect(planFleet(plan, (index) => `k${index}`)).toEqual(fleet);
  });

  it('reads tags and cards, and says which are too long', () => {
    expect(readTags(' a, b,,a ')).toEqual(['a', 'b']);
    expect(tagsProblem('x'.repeat(31))).toMatch(/longer than 30/);
    expect(cardsProblem('')).toMatch(/one card/);
    expect(cardsProblem('x'.repeat(21))).toMatch(/20 characters/);
    expect(cardsProblem('TAG-1, TAG-2')).toBeNull();
  });
});
