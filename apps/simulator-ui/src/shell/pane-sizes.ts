// How wide the outer columns are, and how high the sheet; remembered.
import { remember } from '../app/remember.js';
import { readSaved } from '../ui/saved.js';
import { Store } from '../ui/store.js';

export type Pane = 'stations' | 'timeline' | 'sheet';

export interface PaneLimits {
  min: number;
  max: number;
  initial: number;
}

/** CSS pixels. The style sheet keeps them within the window as well. */
export const paneLimits: Record<Pane, PaneLimits> = {
  stations: { min: 180, max: 480, initial: 240 },
  timeline: { min: 280, max: 900, initial: 420 },
  sheet: { min: 140, max: 900, initial: 360 },
};

const SAVED_AS = 'pane-sizes';

export const paneSizes = new Store<Readonly<Record<Pane, number>>>(readPaneSizes(readSaved(SAVED_AS)));

export function resizePane(pane: Pane, size: number): void {
  paneSizes.set({ ...paneSizes.get(), [pane]: withinLimits(pane, size) });
}

export function savePaneSizes(): void {
  remember(SAVED_AS, JSON.stringify(paneSizes.get()));
}

/** Sizes as they were stored; whatever else is found there counts as nothing. */
export function readPaneSizes(text: string | null): Record<Pane, number> {
  let stored: Partial<Record<Pane, unknown>> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) stored = parsed;
  } catch {
    // Not ours: start anew.
  }
  const size = (pane: Pane): number => {
    const value = stored[pane];
    return typeof value === 'number' && Number.isFinite(value) ? withinLimits(pane, value) : paneLimits[pane].initial;
  };
  return { stations: size('stations'), timeline: size('timeline'), sheet: size('sheet') };
}

function withinLimits(pane: Pane, size: number): number {
  const { min, max } = paneLimits[pane];
  return Math.round(Math.min(max, Math.max(min, size)));
}
