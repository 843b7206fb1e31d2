// The scenarios of the person at this browser.
import { parseScenario } from '@simulator/station';
import type { Scenario } from '@simulator/station';
import { reportProblem } from '../app/problem-bar.js';
import { notKept, onSavedElsewhere, readSaved, save } from '../ui/saved.js';
import { Store } from '../ui/store.js';

const SAVED_AS = 'own-scenarios';

/** By name, which is unique among them. */
export const ownScenarios = new Store<readonly Scenario[]>(restored());
onSavedElsewhere(SAVED_AS, () => ownScenarios.set(restored()));

/** One of the same name is replaced. */
export function keepScenario(scenario: Scenario): void {
  setOwnScenarios([...ownScenarios.get().filter(({ name }) => name !== scenario.name), scenario]);
}

export function forgetScenario(name: string): void {
  setOwnScenarios(ownScenarios.get().filter((scenario) => scenario.name !== name));
}

export function setOwnScenarios(scenarios: readonly Scenario[]): void {
  ownScenarios.set(scenarios);
  const isKept = save(SAVED_AS, scenarios.length === 0 ? null : JSON.stringify(scenarios));
  if (!isKept) reportProblem(notKept('Your scenarios'));
}

/** What an older release stored and this one does not understand is left out. */
function restored(): Scenario[] {
  try {
    const list = JSON.parse(readSaved(SAVED_AS) ?? '[]') as unknown[];
    return list.flatMap((item) => {
      const parsed = parseScenario(JSON.stringify(item));
      return parsed.ok ? [parsed.scenario] : [];
    });
  } catch {
    return [];
  }
}
