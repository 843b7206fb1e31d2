// How the page looks: theme and density, remembered.
import { remember } from '../app/remember.js';
import { readSaved } from '../ui/saved.js';
import { Store } from '../ui/store.js';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const densities = ['comfortable', 'compact'] as const;
export type Density = (typeof densities)[number];

export const theme = new Store<Theme>(oneOf(themes, readSaved('theme')));
export const density = new Store<Density>(oneOf(densities, readSaved('density')));

export function setTheme(next: Theme): void {
  theme.set(next);
  remember('theme', next === 'system' ? null : next);
  applyLook();
}

export function setDensity(next: Density): void {
  density.set(next);
  remember('density', next === 'comfortable' ? null : next);
  applyLook();
}

/** Tells the style sheets; without an attribute the system decides the theme. */
export function applyLook(): void {
  const { dataset } = document.documentElement;
  if (theme.get() === 'system') delete dataset['theme'];
  else dataset['theme'] = theme.get();
  dataset['density'] = density.get();
}

function oneOf<T extends string>(allowed: readonly [T, ...T[]], text: string | null): T {
  return allowed.find((value) => value === text) ?? allowed[0];
}
