import type { Station } from '../station.js';
import { rowOf, standardSpelling } from './keys.js';
import type { ConfigurationKeyRow } from './keys.js';
import { setConfiguration, splitList } from './read.js';

export type ChangeOutcome = 'Accepted' | 'Rejected' | 'RebootRequired' | 'NotSupported';

/** Why a new station cannot have this value, in words; null: it can. Read-only keys are its maker's to choose. */
export function initialValueProblem(key: string, value: string): string | null {
  const row = rowOf(key);
  return row === undefined ? `there is no key ${key}` : problemOf(row, value);
}

/** Why this key does not take this value, in words; null: it does. Changes nothing. */
export function configurationProblem(station: Station, key: string, value: string): string | null {
  const name = standardSpelling(key);
  const row = rowOf(name);
  if (row === undefined) return `there is no key ${key}`;
  if (row.readonly === true) return 'is read-only';
  return problemOf(row, value) ?? profileProblem(station, name, value);
}

/** OCPP 1.6 §5.3. `reason` says in words why a value was rejected. */
export function changeConfiguration(
  station: Station,
  key: string,
  value: string,
): { outcome: ChangeOutcome; reason: string } {
  const name = standardSpelling(key);
  const row = rowOf(name);
  if (row === undefined) return { outcome: 'NotSupported', reason: `there is no key ${key}` };
  const problem = configurationProblem(station, name, value);
  if (problem !== null) return { outcome: 'Rejected', reason: `${name}: ${problem}` };
  setConfiguration(station, name, row.type === 'boolean' ? value.trim().toLowerCase() : value.trim());
  return { outcome: row.reboot === true ? 'RebootRequired' : 'Accepted', reason: '' };
}

function problemOf(row: ConfigurationKeyRow, value: string): string | null {
  const text = value.trim();
  switch (row.type) {
    case 'boolean':
      return /^(true|false)$/i.test(text) ? null : 'must be true or false';
    case 'integer': {
      if (!/^-?\d+$/.test(text)) return 'must be a whole number';
      const least = row.min ?? 0;
      if (Number(text) < least) return `must be ${least} or more`;
      return row.max !== undefined && Number(text) > row.max ? `must be ${row.max} or less` : null;
    }
    case 'list':
      return listProblem(row, splitList(text));
    case 'text':
      return row.maxLength !== undefined && text.length > row.maxLength
        ? `has more than ${row.maxLength} characters`
        : null;
  }
}

function listProblem(row: ConfigurationKeyRow, entries: string[]): string | null {
  if (row.maxLength !== undefined && entries.length > row.maxLength) return `has more than ${row.maxLength} entries`;
  const foreign = entries.find((entry) => row.allowed !== undefined && !row.allowed.includes(entry));
  return foreign === undefined ? null : `${foreign} is not supported`;
}

/** Security whitepaper §2.1: a station never goes back to a lower profile by this message. */
function profileProblem(station: Station, key: string, value: string): string | null {
  if (key !== 'SecurityProfile') return null;
  const current = Number(station.configuration['SecurityProfile'] ?? 0);
  return Number(value) < current ? 'cannot be lowered' : null;
}
