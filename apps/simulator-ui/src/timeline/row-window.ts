// Which rows of the view are in sight, when some are open and taller than the rest. Pure.

export interface Rows {
  count: number;
  /** Top of a row as if none were open; with `count`: the bottom of the last. */
  topOf: (index: number) => number;
}

/** Open rows by index, ascending, with what their detail adds to their height. */
export type Opened = readonly { index: number; extra: number }[];

export function topOf(rows: Rows, opened: Opened, index: number): number {
  let top = rows.topOf(index);
  for (const open of opened) {
    if (open.index >= index) break;
    top += open.extra;
  }
  return top;
}

/** The first row whose bottom lies below this height. */
export function rowAt(rows: Rows, opened: Opened, y: number): number {
  let low = 0;
  let high = Math.max(0, rows.count - 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (topOf(rows, opened, middle + 1) <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Indexes `[from, to)` to be drawn for a window of this height, with some more on both sides. */
export function rowsInSight(
  rows: Rows,
  opened: Opened,
  { top, height, more }: { top: number; height: number; more: number },
): [from: number, to: number] {
  if (rows.count === 0) return [0, 0];
  const first = rowAt(rows, opened, top);
  const last = rowAt(rows, opened, top + height);
  return [Math.max(0, first - more), Math.min(rows.count, last + 1 + more)];
}
