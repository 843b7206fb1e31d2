// Which card was last presented at a station, so that it need not be typed again.
import { readSaved, save } from '../ui/saved.js';

/** OCPP 1.6 §7.14: an idTag is a CiString20. */
export const MAX_TAG_LENGTH = 20;

const nameOf = (key: string) => `card:${key}`;

export function rememberCard(key: string, idTag: string): void {
  save(nameOf(key), idTag);
}

export function lastCard(key: string): string {
  return readSaved(nameOf(key)) ?? 'SIMULATED-CARD';
}

/** What is wrong with it; null: nothing. */
export function cardProblem(idTag: string): string | null {
  if (idTag.trim() === '') return 'Type the number of a card.';
  if (idTag.length > MAX_TAG_LENGTH) return `${idTag.length} characters; OCPP 1.6 allows ${MAX_TAG_LENGTH}.`;
  return null;
}
