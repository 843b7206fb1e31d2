// Which rows the timeline shows. Pure.
import type { ExchangeRow, TimelineRow } from './row.js';
import { summaryOf } from './summaries/index.js';

export interface TimelineFilter {
  /** Part of an action, a summary or a frame; upper and lower case are alike. */
  search: string;
  /** These actions; none: all of them, and what is no message too. */
  actions: readonly string[];
  /** Who called; null: either. */
  from: 'station' | 'csms' | null;
  onlyErrors: boolean;
  /** Runs of heartbeats become one row. */
  foldHeartbeats: boolean;
  /** Nothing newer than the row of this number: the timeline is paused. */
  upTo: number | null;
}

export const noFilter: TimelineFilter = {
  search: '',
  actions: [],
  from: null,
  onlyErrors: false,
  foldHeartbeats: true,
  upTo: null,
};

/** A row as shown; a fold stands for `folded` heartbeats, the newest of which is `row`. */
export interface ShownRow {
  row: TimelineRow;
  folded: number;
}

/** Adds a row to what is shown, if the filter lets it, and returns whether anything changed. */
export function showRow(shown: ShownRow[], row: TimelineRow, filter: TimelineFilter): boolean {
  if (!matches(row, filter)) return false;
  const last = shown.at(-1);
  if (filter.foldHeartbeats && last !== undefined && isQuietHeartbeat(row) && isQuietHeartbeat(last.row)) {
    // A new object: who shows it compares by identity.
    shown[shown.length - 1] = { row, folded: last.folded + 1 };
  } else {
    shown.push({ row, folded: 1 });
  }
  return true;
}

export function showRows(rows: readonly TimelineRow[], filter: TimelineFilter): ShownRow[] {
  const shown: ShownRow[] = [];
  for (const row of rows) showRow(shown, row, filter);
  return shown;
}

export function isError(row: TimelineRow): boolean {
  if (row.kind === 'stray') return true;
  if (row.kind === 'event') return row.level === 'error' || row.level === 'warn';
  return row.lost || row.answer?.outcome === 'error' || isRefusal(row);
}

/** Answers that are well-formed and still say no. */
function isRefusal({ answer }: ExchangeRow): boolean {
  if (answer?.outcome !== 'result') return false;
  const info = answer.payload['idTagInfo'] as { status?: unknown } | null | undefined;
  const status = answer.payload['status'] ?? info?.status;
  return (
    typeof status === 'string' && !['Accepted', 'Scheduled', 'Unlocked', 'RebootRequired', 'Pending'].includes(status)
  );
}

export function matches(row: TimelineRow, filter: TimelineFilter): boolean {
  if (filter.upTo !== null && row.number > filter.upTo) return false;
  if (filter.onlyErrors && !isError(row)) return false;
  if (filter.from !== null && (row.kind === 'event' || row.from !== filter.from)) return false;
  if (filter.actions.length > 0 && (row.kind !== 'exchange' || !filter.actions.includes(row.action))) return false;
  const needle = filter.search.trim().toLowerCase();
  return needle === '' || searchText(row).includes(needle);
}

function searchText(row: TimelineRow): string {
  if (row.kind === 'event') return row.text.toLowerCase();
  if (row.kind === 'stray') return `${row.problem} ${row.text}`.toLowerCase();
  return `${row.action} ${summaryOf(row)} ${row.cause} ${row.text} ${row.answer?.text ?? ''}`.toLowerCase();
}

export function isQuietHeartbeat(row: TimelineRow): boolean {
  return row.kind === 'exchange' && row.action === 'Heartbeat' && row.answer?.outcome === 'result';
}
