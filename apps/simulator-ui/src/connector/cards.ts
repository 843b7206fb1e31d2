// Which card was last presented at a station, so that it need not be typed again.
import { remember } from '../app/remember.js';
import { readSaved } from '../ui/saved.js';
import { Store, useStore } from '../ui/store.js';

/** OCPP 1.6 §7.14: an idTag is a CiString20. */
export const MAX_TAG_LENGTH = 20;

const nameOf = (key: string) => `card:${key}`;

/** By station key, as it is being typed. */
const chosen = new Store<Readonly<Record<string, string>>>({});

/** The card in the driver's hand. */
export function useCard(key: string): string {
  return useStore(chosen)[key] ?? lastCard(key);
}

export function chooseCard(key: string, idTag: string): void {
  chosen.set({ ...chosen.get(), [key]: idTag });
}

/** It was presented: the next visit begins with it. */
export function rememberCard(key: string, idTag: string): void {
  chooseCard(key, idTag);
  remember(nameOf(key), idTag);
}

function lastCard(key: string): string {
  return readSaved(nameOf(key)) ?? 'SIMULATED-CARD';
}

/** What is wrong with it; null: nothing. */
export function cardProblem(idTag: string): string | null {
  if (idTag.trim() === '') return 'Type the number of a card.';
  if (idTag.length > MAX_TAG_LENGTH) return `${idTag.length} characters; OCPP 1.6 allows ${MAX_TAG_LENGTH}.`;
  return null;
}
