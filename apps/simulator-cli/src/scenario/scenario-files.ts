// Scenario files, all read and checked before the first one runs.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario, variableFromText } from '@simulator/station';
import type { Scalar, Scenario } from '@simulator/station';
import { ExitError } from '../exit-codes.js';

/** Further problems of a file seldom help. */
const MAX_PROBLEMS = 20;
/** Stands in directories of scenarios, and is none. */
const SCHEMA_SUFFIX = '.schema.json';

export interface LoadedScenario {
  file: string;
  scenario: Scenario;
  /** Those that the command line sets. */
  variables: Record<string, Scalar>;
}

/** @throws ExitError with a line for each problem: file, line, path, reason */
export function loadScenarios(paths: readonly string[], settings: readonly string[]): LoadedScenario[] {
  const problems: string[] = [];
  const loaded: LoadedScenario[] = [];
  for (const file of paths.flatMap((path) => filesAt(path))) {
    const parsed = parseScenario(readText(file));
    if (parsed.ok) loaded.push({ file, scenario: parsed.scenario, variables: {} });
    else {
      for (const { line, column, path, message } of parsed.problems.slice(0, MAX_PROBLEMS)) {
        problems.push(`${file}:${line}:${column} ${path === '' ? '/' : path}: ${message}`);
      }
    }
  }
  if (problems.length > 0) throw new ExitError('wrongArguments', problems.join('\nsimulate: '));
  for (const setting of settings) applySetting(loaded, setting);
  return loaded;
}

function filesAt(path: string): string[] {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch {
    throw new ExitError('wrongArguments', `--scenario: there is no file or directory ${path}`);
  }
  if (!isDirectory) return [path];
  const names = readdirSync(path).filter((name) => name.endsWith('.json') && !name.endsWith(SCHEMA_SUFFIX));
  if (names.length === 0) throw new ExitError('wrongArguments', `--scenario: there is no *.json in ${path}`);
  return names.sort().map((name) => join(path, name));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ExitError('wrongArguments', `--scenario: ${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Sets the variable in every scenario that has it. */
function applySetting(loaded: readonly LoadedScenario[], setting: string): void {
  const [, name, text] = /^([^=]+)=([\s\S]*)$/.exec(setting) ?? [];
  if (name === undefined || text === undefined) {
    throw new ExitError('wrongArguments', `--set ${setting}: it should look like name=value`);
  }
  const having = loaded.filter(({ scenario }) => Object.hasOwn(scenario.variables ?? {}, name));
  if (having.length === 0) throw new ExitError('wrongArguments', `--set ${name}: no scenario has this variable`);
  for (const { scenario, variables, file } of having) {
    const value = variableFromText(text, scenario.variables?.[name]);
    if (value === null) {
      const kind = typeof scenario.variables?.[name];
      throw new ExitError('wrongArguments', `--set ${setting}: in ${file} it is a ${kind}`);
    }
    variables[name] = value;
  }
}
