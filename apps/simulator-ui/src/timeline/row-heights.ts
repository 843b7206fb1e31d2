// How high the rows are: the style sheet draws them so, the view computes with it.
import { density } from '../shell/theme.js';
import type { Density } from '../shell/theme.js';
import type { RowHeights } from './row-view.js';

/** From this width on a row has a single line; CSS pixels. */
export const WIDE = 640;

/** As `--row-exchange` and `--row-event` in timeline.css. */
export function heightsOf(width: number, chosen: Density): RowHeights {
  const isWide = width >= WIDE;
  if (chosen === 'compact') return { exchange: isWide ? 25 : 39, event: 23 };
  return { exchange: isWide ? 31 : 47, event: 27 };
}

export const initialHeights = (): RowHeights => heightsOf(0, density.get());
