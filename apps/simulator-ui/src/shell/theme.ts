import { readSaved, save } from '../ui/saved.js';
import { Store } from '../ui/store.js';

export type Theme = 'system' | 'light' | 'dark';

const SAVED_AS = 'theme';

export const theme = new Store<Theme>(themeOf(readSaved(SAVED_AS)));

export function setTheme(next: Theme): void {
  theme.set(next);
  save(SAVED_AS, next === 'system' ? null : next);
  applyTheme();
}

/** Tells the style sheets; without the attribute the system decides. */
export function applyTheme(): void {
  const { dataset } = document.documentElement;
  const chosen = theme.get();
  if (chosen === 'system') delete dataset['theme'];
  else dataset['theme'] = chosen;
}

function themeOf(text: string | null): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}
