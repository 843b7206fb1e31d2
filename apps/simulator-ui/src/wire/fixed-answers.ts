// Fixed answers outlive the page: the Worker that gives them does not.
import type { FixedAnswer, SimulatorClient } from '@simulator/station-runner/browser';
import { remember } from '../app/remember.js';
import { readSaved, save, savedNames } from '../ui/saved.js';

const PREFIX = 'fixed-answers:';

export function saveFixedAnswers(key: string, answers: Readonly<Record<string, FixedAnswer>>): void {
  const isPlain = Object.keys(answers).length === 0;
  remember(PREFIX + key, isPlain ? null : JSON.stringify(answers));
}

/** After the page was loaded: the answers that were fixed before. */
export function restoreFixedAnswers(client: SimulatorClient): void {
  for (const name of savedNames(PREFIX)) {
    const answers = readFixedAnswers(readSaved(name));
    if (answers === null) save(name, null);
    // Nothing to tell anybody when its station is gone.
    else client.setWireRules(name.slice(PREFIX.length), { hold: null, answers }).catch(() => undefined);
  }
}

/** Null: none, or not as they are stored. */
export function readFixedAnswers(text: string | null): Record<string, FixedAnswer> | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const entries = Object.entries(value as Record<string, unknown>);
    if (!entries.every(([, answer]) => isAnswer(answer))) return null;
    return Object.fromEntries(entries) as Record<string, FixedAnswer>;
  } catch {
    return null;
  }
}

function isAnswer(value: unknown): value is FixedAnswer {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, errorCode, errorDescription } = value as Record<string, unknown>;
  if (kind === 'error') return typeof errorCode === 'string' && typeof errorDescription === 'string';
  return kind === 'silence' || (kind === 'result' && 'payload' in value);
}
