// Which rows the timeline shows. Pure.
import type { ExchangeRow, TimelineRow } from './row.js';
import { summaryOf } from './summaries/index.js';

export interface TimelineFilter {
  /** Part of an action, a summary or a frame; upper and lower case are alike. */
  search: string;
  /** One action, or all of them. */
  action: string | null;
  onlyErrors: boolean;
  /** Runs of heartbeats become one row. */
  foldHeartbeats: boolean;
}

export const noFilter: TimelineFilter = { search: '', action: null, onlyErrors: false, foldHeartbeats: true };

/** A row as shown; a fold stands for `folded` heartbeats, the newest of which is `row`. */
export interface ShownRow {
  row: TimelineRow;
  folded: number;
}

export function showRows(rows: readonly TimelineRow[], filter: TimelineFilter): ShownRow[] {
  const shown: ShownRow[] = [];
  const needle = filter.search.trim().toLowerCase();
  for (const row of rows) {
    if (!matches(row, filter, needle)) continue;
    const last = shown.at(-1);
    if (filter.foldHeartbeats && last && isQuietHeartbeat(row) && isQuietHeartbeat(last.row)) {
      last.row = row;
      last.folded++;
    } else {
      shown.push({ row, folded: 1 });
    }
  }
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

/** The actions that occur, in alphabetical order. */
export function actionsIn(rows: readonly TimelineRow[]): string[] {
  return [...new Set(rows.flatMap((row) => (row.kind === 'exchange' ? [row.action] : [])))].sort();
}

function matches(row: TimelineRow, filter: TimelineFilter, needle: string): boolean {
  if (filter.onlyErrors && !isError(row)) return false;
  if (filter.action !== null && (row.kind !== 'exchange' || row.action !== filter.action)) return false;
  return needle === '' || searchText(row).includes(needle);
}

function searchText(row: TimelineRow): string {
  if (row.kind === 'event') return row.text.toLowerCase();
  if (row.kind === 'stray') return `${row.problem} ${row.text}`.toLowerCase();
  return `${row.action} ${summaryOf(row)} ${row.cause} ${row.text} ${row.answer?.text ?? ''}`.toLowerCase();
}

function isQuietHeartbeat(row: TimelineRow): boolean {
  return row.kind === 'exchange' && row.action === 'Heartbeat' && row.answer?.outcome === 'result';
}
