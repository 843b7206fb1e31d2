// ${name} in a scenario: its variables, and what only the run knows.
import type { Station } from '../station.js';
import { toWire } from '../clock.js';
import type { Scalar } from './scenario.js';

const uses = /\$\{([^}]*)\}/g;
/** now, now+600, now-60: a time of the station's clock, seconds away. */
const nowForm = /^now(?:([+-]\d+(?:\.\d+)?))?$/;
/** transactionId, transactionId.2: of the connector's transaction, or of its last one. */
const transactionForm = /^transactionId(?:\.(\d+))?$/;

export function variablesIn(text: string): string[] {
  return [...text.matchAll(uses)].map(([, name]) => name!);
}

/** loop: number of the round of the innermost repeat, from 1. */
export function isKnownByItself(name: string): boolean {
  return name === 'loop' || nowForm.test(name) || transactionForm.test(name);
}

export interface Scope {
  variables: Readonly<Record<string, unknown>>;
  loop: number;
  station: Station | null;
  /** The station's time. */
  now: number;
}

export class UnknownVariable extends Error {}

/** The value with every variable filled in. A text that is nothing but one variable takes on its type. */
export function fillIn(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return fillText(value, scope);
  if (Array.isArray(value)) return value.map((item) => fillIn(item, scope));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fillIn(item, scope)]));
}

function fillText(text: string, scope: Scope): unknown {
  const whole = /^\$\{([^}]*)\}$/.exec(text);
  if (whole !== null) return valueOf(whole[1]!, scope);
  return text.replaceAll(uses, (_use, name: string) => {
    const value = valueOf(name, scope);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function valueOf(name: string, { variables, loop, station, now }: Scope): unknown {
  if (Object.hasOwn(variables, name)) return variables[name];
  if (name === 'loop') return loop;
  const [, seconds] = nowForm.exec(name) ?? [undefined, undefined];
  if (nowForm.test(name)) {
    const at = now + Number(seconds ?? 0) * 1000;
    return station === null ? new Date(at).toISOString() : toWire(station, at);
  }
  const connectorId = transactionForm.exec(name);
  if (connectorId !== null) return transactionIdOf(station, Number(connectorId[1] ?? 1));
  throw new UnknownVariable(`there is no variable "${name}"`);
}

function transactionIdOf(station: Station | null, connectorId: number): number {
  const connector = station?.connectors[connectorId - 1];
  const id = (connector?.transaction ?? connector?.history.at(-1))?.transactionId ?? null;
  if (id === null) throw new UnknownVariable(`connector ${connectorId} has no transaction that the CSMS has numbered`);
  return id;
}

/** The value of a variable as it came from a command line, in the type of its default. */
export function variableFromText(text: string, like: Scalar | undefined): Scalar | null {
  if (typeof like === 'number') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
  if (typeof like === 'boolean') return text === 'true' ? true : text === 'false' ? false : null;
  return text;
}
