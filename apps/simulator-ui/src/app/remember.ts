// What a person prefers outlives the page; where the browser does not keep it, that is said once.
import { save } from '../ui/saved.js';
import { reportProblem } from './problem-bar.js';

let isSaid = false;

/** @param value null: as the page comes */
export function remember(name: string, value: string | null): void {
  if (save(name, value) || isSaid) return;
  isSaid = true;
  reportProblem('The browser’s room for settings is full, or blocked: what you choose lasts until the page is closed.');
}
