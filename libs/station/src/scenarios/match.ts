// Does a payload hold what a pattern asks for?
import { isObject } from './shapes.js';

/**
 * Null when it does, else the reason in words. Members that the pattern does not name are free. Each item of a list in the
 * pattern must match an item of the list, in any order; an empty list matches only an empty one. Members that begin with $ are
 * tests: $any, $absent, $regex, $equals, $not, $length, $atLeast, $atMost, $near (with $tolerance).
 */
export function mismatch(pattern: unknown, actual: unknown, path = 'payload'): string | null {
  if (isTest(pattern)) return failedTest(pattern, actual, path);
  if (actual === undefined) return `${path} is missing`;
  if (Array.isArray(pattern)) return listMismatch(pattern, actual, path);
  if (isObject(pattern)) {
    if (!isObject(actual)) return `${path} is ${show(actual)}, not an object`;
    for (const [name, wanted] of Object.entries(pattern)) {
      const problem = mismatch(wanted, Object.hasOwn(actual, name) ? actual[name] : undefined, `${path}.${name}`);
      if (problem !== null) return problem;
    }
    return null;
  }
  return pattern === actual ? null : `${path} is ${show(actual)}, not ${show(pattern)}`;
}

function listMismatch(pattern: unknown[], actual: unknown, path: string): string | null {
  if (!Array.isArray(actual)) return `${path} is ${show(actual)}, not a list`;
  if (pattern.length === 0) return actual.length === 0 ? null : `${path} has ${actual.length} items, not none`;
  const free = [...(actual as unknown[])];
  for (const wanted of pattern) {
    const index = free.findIndex((item) => mismatch(wanted, item, path) === null);
    if (index < 0) return `${path} has no item like ${show(wanted)}`;
    free.splice(index, 1);
  }
  return null;
}

type Test = (wanted: unknown, actual: unknown, tolerance: number) => boolean;

const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;

/** Null: it is none. */
export function regularExpression(source: unknown): RegExp | null {
  try {
    return typeof source === 'string' ? new RegExp(source, 'u') : null;
  } catch {
    return null;
  }
}

const tests: Readonly<Record<string, Test>> = {
  $any: (_wanted, actual) => actual !== undefined,
  $absent: (_wanted, actual) => actual === undefined,
  $regex: (wanted, actual) => typeof actual === 'string' && regularExpression(wanted)?.test(actual) === true,
  $equals: (wanted, actual) => JSON.stringify(wanted) === JSON.stringify(actual),
  $not: (wanted, actual) => mismatch(wanted, actual) !== null,
  $length: (wanted, actual) => (Array.isArray(actual) || typeof actual === 'string') && actual.length === wanted,
  $atLeast: (wanted, actual) => numberOf(actual) >= numberOf(wanted),
  $atMost: (wanted, actual) => numberOf(actual) <= numberOf(wanted),
  $near: (wanted, actual, tolerance) => Math.abs(numberOf(actual) - numberOf(wanted)) <= tolerance,
};

function isTest(pattern: unknown): pattern is Record<string, unknown> {
  return isObject(pattern) && Object.keys(pattern).some((name) => Object.hasOwn(tests, name));
}

function failedTest(pattern: Record<string, unknown>, actual: unknown, path: string): string | null {
  for (const [name, wanted] of Object.entries(pattern)) {
    if (name === '$tolerance') continue;
    const test = tests[name];
    if (test === undefined) return `${path}: there is no test ${name}`;
    if (!test(wanted, actual, numberOf(pattern['$tolerance'] ?? 0))) {
      return `${path} is ${show(actual)}, which is not ${name} ${show(wanted)}`;
    }
  }
  return null;
}

const LONGEST_SHOWN = 200;

export function show(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** The value at a path like "meterValue.0.sampledValue.1.value". */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

export interface Comparison {
  equals?: number;
  atLeast?: number;
  atMost?: number;
  tolerance?: number;
}

/** Null when the number is as it must be, else the reason in words. */
export function comparisonProblem(
  value: number,
  { equals, atLeast, atMost, tolerance = 0 }: Comparison,
): string | null {
  const near = tolerance > 0 ? ` ± ${tolerance}` : '';
  if (Number.isNaN(value)) return 'is no number';
  if (equals !== undefined && Math.abs(value - equals) > tolerance) return `is ${value}, not ${equals}${near}`;
  if (atLeast !== undefined && value < atLeast - tolerance) return `is ${value}, less than ${atLeast}${near}`;
  if (atMost !== undefined && value > atMost + tolerance) return `is ${value}, more than ${atMost}${near}`;
  return null;
}
