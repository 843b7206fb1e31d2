// A scenario file: read, checked, and refused with the place of every problem.
import { parseJsonDocument, pointer } from './json-document.js';
import type { JsonPath } from './json-document.js';
import { regularExpression } from './match.js';
import { scenarioShape } from './scenario.js';
import type { Scenario } from './scenario.js';
import { isObject, isTemplate, problemsOf } from './shapes.js';
import type { Problem } from './shapes.js';
import { isKnownByItself, variablesIn } from './variables.js';

export interface ScenarioProblem {
  /** JSON pointer to what is wrong. */
  path: string;
  /** From 1. */
  line: number;
  column: number;
  message: string;
}

export type ParsedScenario = { ok: true; scenario: Scenario } | { ok: false; problems: ScenarioProblem[] };

/** Never throws. The problems come in the order of the document. */
export function parseScenario(text: string): ParsedScenario {
  const document = parseJsonDocument(text);
  if (!document.ok) return { ok: false, problems: [{ path: '', ...document.place, message: document.message }] };
  const { value } = document;
  const wrong = problemsOf(scenarioShape, value);
  const all = wrong.length > 0 ? wrong : meaningProblems(value as Scenario);
  if (all.length === 0) return { ok: true, scenario: value as Scenario };
  const problems = all.map(({ path, message }) => ({ path: pointer(path), ...document.placeOf(path), message }));
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** What a document of the right shape can still have wrong. */
function meaningProblems(scenario: Scenario): Problem[] {
  const nested = Object.entries(scenario.variables ?? {})
    .filter(([, value]) => isTemplate(value))
    .map(([name]) => ({ path: ['variables', name], message: 'a default cannot hold variables itself' }));
  const seed = isTemplate(scenario.seed) ? [{ path: ['seed'], message: 'must be a number' }] : [];
  return [...nested, ...seed, ...unknownVariables(scenario), ...badExpressions(scenario)];
}

/** Variables that nothing defines. */
function unknownVariables(scenario: Scenario): Problem[] {
  const defined = new Set(Object.keys(scenario.variables ?? {}));
  const uses: { name: string; path: JsonPath }[] = [];
  visit(scenario, [], (value, path) => {
    if (typeof value === 'string') uses.push(...variablesIn(value).map((name) => ({ name, path })));
    if (path.at(-1) === 'save' && isObject(value)) for (const name of Object.keys(value)) defined.add(name);
  });
  return uses
    .filter(({ name }) => !defined.has(name) && !isKnownByItself(name))
    .map(({ name, path }) => ({ path, message: `there is no variable "${name}"` }));
}

/** Regular expressions that are none. */
function badExpressions(scenario: unknown): Problem[] {
  const problems: Problem[] = [];
  visit(scenario, [], (value, path) => {
    if (path.at(-1) !== '$regex' || isTemplate(value) || regularExpression(value) !== null) return;
    problems.push({ path, message: 'this is no regular expression' });
  });
  return problems;
}

function visit(value: unknown, path: JsonPath, look: (value: unknown, path: JsonPath) => void): void {
  look(value, path);
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  for (const [name, item] of Object.entries(value)) visit(item, [...path, isList ? Number(name) : name], look);
}
