// The cars to choose from: the presets, and those of an imported Open EV Data file.
import { carPresets, parseOpenEvData } from '@simulator/station';
import type { Car } from '@simulator/station';
import { readSaved, save } from '../ui/saved.js';
import { Store, useStore } from '../ui/store.js';

const SAVED_AS = 'open-ev-data';
/** The whole of Open EV Data has well under one. */
const LARGEST_FILE = 5_000_000;

export type ImportOutcome = { ok: true; count: number } | { ok: false; problem: string };

export const importedCars = new Store<readonly Car[]>(restored());

/** Replaces the cars imported before; when anything is wrong, nothing changes. */
export function importCars(fileName: string, text: string): ImportOutcome {
  const read = readCars(text);
  if (typeof read === 'string') return { ok: false, problem: `${fileName}: ${read}` };
  importedCars.set(read);
  save(SAVED_AS, text);
  return { ok: true, count: read.length };
}

export function forgetImportedCars(): void {
  importedCars.set([]);
  save(SAVED_AS, null);
}

/** The imported file; null: none. */
export function openEvDataText(): string | null {
  return readSaved(SAVED_AS);
}

export function useCars(): readonly Car[] {
  const imported = useStore(importedCars);
  return [...carPresets, ...imported];
}

/** The cars, or what is wrong with the document. */
export function readCars(text: string): readonly Car[] | string {
  if (text.length > LARGEST_FILE) return 'is larger than 5 MB';
  try {
    const cars = parseOpenEvData(JSON.parse(text));
    return cars.length === 0 ? '/data: has no vehicle' : cars;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return error instanceof SyntaxError ? `is no JSON (${reason})` : reason;
  }
}

function restored(): readonly Car[] {
  const text = readSaved(SAVED_AS);
  const cars = text === null ? [] : readCars(text);
  return typeof cars === 'string' ? [] : cars;
}
