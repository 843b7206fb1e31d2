// The chart's samples outlive a reload of the tab, in sessionStorage. Losing them loses a picture, nothing else.
import { parseSamples } from './samples.js';
import type { Samples } from './samples.js';

const nameOf = (key: string) => `samples:${key}`;

export function storeSamples(key: string, byConnector: ReadonlyMap<number, Samples>): void {
  try {
    sessionStorage.setItem(nameOf(key), JSON.stringify([...byConnector]));
  } catch {
    // Blocked or full.
  }
}

export function loadSamples(key: string): Map<number, Samples> {
  const found = new Map<number, Samples>();
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(nameOf(key)) ?? '[]');
    if (!Array.isArray(stored)) return found;
    for (const pair of stored as unknown[]) {
      const [id, value] = Array.isArray(pair) ? (pair as unknown[]) : [];
      const samples = parseSamples(value);
      if (typeof id === 'number' && samples !== null) found.set(id, samples);
    }
  } catch {
    // Blocked or broken: start anew.
  }
  return found;
}

const names = (): string[] => Object.keys(sessionStorage).filter((name) => name.startsWith(nameOf('')));

/** Characters that the samples of all stations take. */
export function samplesLength(): number {
  try {
    return names().reduce((sum, name) => sum + (sessionStorage.getItem(name)?.length ?? 0), 0);
  } catch {
    return 0;
  }
}

export function forgetAllSamples(): void {
  for (const name of names()) sessionStorage.removeItem(name);
}

export function forgetSamples(key: string): void {
  try {
    sessionStorage.removeItem(nameOf(key));
  } catch {
    // Blocked.
  }
}
