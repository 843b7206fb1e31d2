// The cars to choose from: the presets, and those of an imported Open EV Data file.
import { carPresets, parseOpenEvData } from '@simulator/station';
import type { Car } from '@simulator/station';
import { reportProblem } from '../app/problem-bar.js';
import { notKept, onSavedElsewhere, readSaved, save } from '../ui/saved.js';
import { Store, useStore } from '../ui/store.js';
import { carProblems, carTextsOf } from './own-car.js';

const SAVED_AS = 'open-ev-data';
const OWN_SAVED_AS = 'own-cars';
/** The whole of Open EV Data has well under one. */
const LARGEST_FILE = 5_000_000;

export type ImportOutcome = { ok: true; count: number } | { ok: false; problem: string };

export const importedCars = new Store<readonly Car[]>(restored());
onSavedElsewhere(SAVED_AS, () => importedCars.set(restored()));

/** Cars that a person made; their names differ. */
export const ownCars = new Store<readonly Car[]>(restoredOwn());
onSavedElsewhere(OWN_SAVED_AS, () => ownCars.set(restoredOwn()));

/** One of the same name is replaced. */
export function keepOwnCar(car: Car): void {
  const cars = [...ownCars.get().filter(({ name }) => name !== car.name), car];
  ownCars.set(cars);
  if (!save(OWN_SAVED_AS, JSON.stringify(cars))) reportProblem(notKept('Your own cars'));
}

export function forgetOwnCars(): void {
  ownCars.set([]);
  save(OWN_SAVED_AS, null);
}

/** Replaces the cars imported before; when anything is wrong, nothing changes. */
export function importCars(fileName: string, text: string): ImportOutcome {
  const read = readCars(text);
  if (typeof read === 'string') return { ok: false, problem: `${fileName}: ${read}` };
  importedCars.set(read);
  if (!save(SAVED_AS, text)) reportProblem(notKept('The imported cars'));
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
  const own = useStore(ownCars);
  const imported = useStore(importedCars);
  return [...own, ...carPresets, ...imported];
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

/** Undefined, when it is none: a store or a file may hold anything. */
export function readOwnCar(value: unknown): Car | undefined {
  try {
    return Object.keys(carProblems(carTextsOf(value as Car))).length === 0 ? (value as Car) : undefined;
  } catch {
    return undefined;
  }
}

function restoredOwn(): readonly Car[] {
  try {
    const list = JSON.parse(readSaved(OWN_SAVED_AS) ?? '[]') as unknown[];
    return list.flatMap((item) => readOwnCar(item) ?? []);
  } catch {
    return [];
  }
}
