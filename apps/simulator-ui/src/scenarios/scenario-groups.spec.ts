import { describe, expect, it } from '@jest/globals';
import { scenarioGroups } from './scenario-groups.js';

const scenario = (name: string, topic?: string) => ({
  ...{ name, description: `about ${name}`, steps: [] },
  ...(topic === undefined ? {} : { topic }),
});

const library = [scenario('Unlock', 'Core: unlock'), scenario('Boot', 'Core: cold boot'), scenario('Mine')];

describe('the scenario library', () => {
  it('is grouped by the first part of the topic, in the order of names', () => {
    const names = scenarioGroups(library, '').map(({ name, scenarios }) => [name, scenarios.map((one) => one.name)]);
    expect(names).toEqual([
      ['Core', ['Boot', 'Unlock']],
      ['Other', ['Mine']],
    ]);
  });

  it('is searched by every word in name, topic and description', () => {
    expect(scenarioGroups(library, 'COLD core')[0]?.scenarios.map(({ name }) => name)).toEqual(['Boot']);
    expect(scenarioGroups(library, 'cold unlock')).toEqual([]);
  });
});
