// What the timeline shows of a log, and where: kept up to date row by row, so that 100,000 rows cost no more than the new ones.
import { Store } from '../ui/store.js';
import type { ExchangeLog } from './exchanges.js';
import { isQuietHeartbeat, matches, showRow } from './filter.js';
import type { ShownRow, TimelineFilter } from './filter.js';
import type { TimelineRow } from './row.js';

export interface RowHeights {
  /** CSS pixels. */
  exchange: number;
  event: number;
}

/** Longest work in one go; a filter over many rows is done in several. */
const SLICE_MS = 8;
/** Rows between two looks at the clock. */
const STRIDE = 256;

export class RowView {
  /** Oldest first. Changed in place; `version` counts the changes. */
  shown: ShownRow[] = [];
  readonly version = new Store(0);
  /** True while a filter is at work; `shown` is the old list until then. */
  readonly filtering = new Store(false);
  readonly #log: ExchangeLog;
  #filter: TimelineFilter;
  #heights: RowHeights;
  /** Tops of the shown rows, and the bottom of the last. */
  #tops = new Float64Array(1_024);
  /** Rows of the log that were looked at. */
  #taken = 0;
  #lastTaken = -1;
  #work: { shown: ShownRow[]; taken: number } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(log: ExchangeLog, filter: TimelineFilter, heights: RowHeights) {
    this.#log = log;
    this.#filter = filter;
    this.#heights = heights;
  }

  /** Follows the log from now on. */
  attach(): () => void {
    const stop = this.#log.observe({
      appended: () => this.#takeNew(),
      replaced: (row, before) => this.#replace(row, before),
      trimmed: (count) => this.#trim(count),
    });
    this.#restart();
    return () => {
      clearTimeout(this.#timer);
      stop();
    };
  }

  setFilter(filter: TimelineFilter): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#restart();
  }

  setHeights(heights: RowHeights): void {
    if (heights.exchange === this.#heights.exchange && heights.event === this.#heights.event) return;
    this.#heights = heights;
    this.#layOut(0);
    this.#changed();
  }

  /** Where the row begins, or with the number of rows: where the last one ends. */
  topOf(index: number): number {
    return this.#tops[index] ?? 0;
  }

  /** Index of the shown row that is this one or the next after it. */
  indexOf(number: number): number {
    let low = 0;
    let high = this.shown.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.shown[middle]!.row.number < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #restart(): void {
    clearTimeout(this.#timer);
    this.#work = { shown: [], taken: 0 };
    this.#slice();
  }

  #slice(): void {
    const work = this.#work;
    if (work === null) return;
    const { rows } = this.#log;
    const until = performance.now() + SLICE_MS;
    while (work.taken < rows.length) {
      const end = Math.min(rows.length, work.taken + STRIDE);
      for (; work.taken < end; work.taken++) showRow(work.shown, rows[work.taken]!, this.#filter);
      if (performance.now() > until && work.taken < rows.length) {
        this.filtering.set(true);
        this.#timer = setTimeout(() => this.#slice(), 0);
        return;
      }
    }
    this.#work = null;
    this.shown = work.shown;
    this.#taken = work.taken;
    this.#lastTaken = rows.at(-1)?.number ?? -1;
    this.#layOut(0);
    this.filtering.set(false);
    this.#changed();
  }

  #takeNew(): void {
    // A filter at work comes to them by itself.
    if (this.#work !== null) return;
    const { rows } = this.#log;
    const from = Math.max(0, this.shown.length - 1);
    let changed = false;
    for (; this.#taken < rows.length; this.#taken++) {
      changed = showRow(this.shown, rows[this.#taken]!, this.#filter) || changed;
    }
    this.#lastTaken = rows.at(-1)?.number ?? -1;
    if (!changed) return;
    this.#layOut(from);
    this.#changed();
  }

  #replace(row: TimelineRow, old: TimelineRow): void {
    if (this.#work !== null) {
      // Rows that were looked at already may show otherwise now: rare, and cheap at the end of a list.
      const at = this.#work.shown.findLastIndex((shown) => shown.row.number === row.number);
      if (at >= 0) this.#work.shown[at] = { ...this.#work.shown[at]!, row };
      return;
    }
    if (row.number > this.#lastTaken) return;
    const index = this.indexOf(row.number);
    const before = this.shown[index];
    const isShown = before?.row.number === row.number;
    const fits = matches(row, this.#filter);
    if (isShown && fits) this.shown[index] = { row, folded: before.folded };
    else if (isShown) this.shown.splice(index, 1);
    // One that fitted before and is not there stands behind a newer heartbeat.
    else if (fits && !matches(old, this.#filter)) this.shown.splice(index, 0, { row, folded: 1 });
    else return;
    this.#fold(index);
    this.#layOut(Math.max(0, index - 1));
    this.#changed();
  }

  /** A heartbeat that was answered joins the run before it. */
  #fold(index: number): void {
    const [before, here] = [this.shown[index - 1], this.shown[index]];
    if (!this.#filter.foldHeartbeats || before === undefined || here === undefined) return;
    if (!isQuietHeartbeat(here.row) || !isQuietHeartbeat(before.row)) return;
    this.shown.splice(index - 1, 2, { row: here.row, folded: before.folded + here.folded });
  }

  #trim(count: number): void {
    this.#taken = Math.max(0, this.#taken - count);
    if (this.#work !== null) return this.#restart();
    const oldest = this.#log.rows[0]?.number ?? Infinity;
    this.shown.splice(0, this.indexOf(oldest));
    this.#layOut(0);
    this.#changed();
  }

  #layOut(from: number): void {
    const { shown } = this;
    if (this.#tops.length <= shown.length) {
      const grown = new Float64Array(shown.length * 2 + 1);
      grown.set(this.#tops);
      this.#tops = grown;
    }
    const tops = this.#tops;
    let top = from === 0 ? 0 : tops[from]!;
    for (let index = from; index < shown.length; index++) {
      tops[index] = top;
      top += shown[index]!.row.kind === 'event' ? this.#heights.event : this.#heights.exchange;
    }
    tops[shown.length] = top;
  }

  #changed(): void {
    this.version.set(this.version.get() + 1);
  }
}
