// Texts of the command line as values. Each throws what commander reports as one line.
import { carPresets } from '@simulator/station';
import type { Car } from '@simulator/station';
import { InvalidArgumentError } from 'commander';

export function parseCar(text: string): Car {
  const wanted = text.trim().toLowerCase();
  const exact = carPresets.find(({ name }) => name.toLowerCase() === wanted);
  const found = exact ? [exact] : carPresets.filter(({ name }) => name.toLowerCase().includes(wanted));
  const [car] = found;
  if (car !== undefined && found.length === 1) return car;
  const names = (found.length > 0 ? found : carPresets).map(({ name }) => name).join(', ');
  throw new InvalidArgumentError(found.length > 0 ? `It fits several cars: ${names}.` : `The cars are: ${names}.`);
}

export function parseCarOrRandom(text: string): Car | 'random' {
  return text.trim().toLowerCase() === 'random' ? 'random' : parseCar(text);
}

export function parseBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most)) {
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    }
    return value;
  };
}

export function parseWholeBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = parseBetween(least, most)(text);
    if (!Number.isInteger(value)) throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return value;
  };
}

export function parseTag(text: string): string {
  // OCPP 1.6 §7.15: CiString20Type
  if (text.length < 1 || text.length > 20) throw new InvalidArgumentError('An idTag has 1 to 20 characters.');
  return text;
}

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000 };
const durationForm = /^(\d+(?:\.\d+)?)(s|m|h)?$/;

export function parseDuration(text: string): number {
  const durationMs = millisecondsOf(text);
  if (!(durationMs > 0)) throw new InvalidArgumentError('It should look like 90s, 15m or 2h.');
  return durationMs;
}

/** As parseDuration, and 0 for none. */
export function parseDurationOrNone(text: string): number {
  return text.trim() === '0' ? 0 : parseDuration(text);
}

export interface Span {
  fromMs: number;
  toMs: number;
}

/** "20m", or "10m-40m" for anything between. */
export function parseSpan(text: string): Span {
  const [from = '', to = from, ...more] = text.split('-');
  const span = { fromMs: millisecondsOf(from), toMs: millisecondsOf(to) };
  if (more.length > 0 || !(span.fromMs > 0) || !(span.toMs >= span.fromMs)) {
    throw new InvalidArgumentError('It should look like 20m, or 10m-40m.');
  }
  return span;
}

function millisecondsOf(text: string): number {
  const match = durationForm.exec(text.trim());
  return match === null ? NaN : Number(match[1]) * unitsMs[(match[2] ?? 's') as keyof typeof unitsMs];
}

/** A part of a fleet: the `index`-th of `count`, from 1. */
export interface Shard {
  index: number;
  count: number;
}

const MAX_SHARDS = 1000;

/** "2/4" */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text.trim());
  const shard = { index: Number(match?.[1]), count: Number(match?.[2]) };
  if (!(shard.index >= 1 && shard.index <= shard.count && shard.count <= MAX_SHARDS)) {
    throw new InvalidArgumentError('It should look like 1/4: the first of four parts.');
  }
  return shard;
}
