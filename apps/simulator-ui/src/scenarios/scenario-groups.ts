// The library in groups, as the list shows it. Pure.
import type { Scenario } from '@simulator/station';

export interface ScenarioGroup {
  name: string;
  scenarios: Scenario[];
}

/** Groups by the topic's first part ("Core: cold boot" is of "Core"); those that match the search, in the order of names. */
export function scenarioGroups(scenarios: readonly Scenario[], search: string): ScenarioGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, Scenario[]>();
  for (const scenario of scenarios) {
    const { name, description, topic = '' } = scenario;
    const text = `${name} ${description} ${topic}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const group = topic.split(':')[0]?.trim() || 'Other';
    groups.set(group, [...(groups.get(group) ?? []), scenario]);
  }
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  return [...groups].map(([name, found]) => ({ name, scenarios: found.sort(byName) })).sort(byName);
}
