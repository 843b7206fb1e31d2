// A step in a few words, for reports and logs.
import { show } from './match.js';
import type { StepResult } from './run-state.js';
import type { ScenarioStep } from './scenario.js';

const heads = ['do', 'wait', 'expect', 'csms', 'answer', 'repeat', 'comment'] as const;

export function kindOf(step: ScenarioStep): StepResult['kind'] {
  return heads.find((head) => Object.hasOwn(step, head))!;
}

const unspoken = new Set<string>([...heads, 'timeoutS', 'steps', 'save', 'prompt', 'since']);

/** The author's own comment, else what the step says. */
export function titleOf(step: ScenarioStep): string {
  if (step.comment !== undefined) return step.comment;
  const kind = kindOf(step);
  const members = step as unknown as Record<string, unknown>;
  const details = Object.entries(members)
    .filter(([name]) => !unspoken.has(name) || (kind === 'csms' && name === 'answer'))
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : show(value)}`);
  const what = members[kind];
  const spoken = typeof what === 'string' ? what : show(what);
  return [`${kind} ${spoken}`, ...details].join(', ');
}
