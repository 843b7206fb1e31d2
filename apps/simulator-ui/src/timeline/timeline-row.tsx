import { lazy, Suspense } from 'react';
import { Icon } from '../ui/icon.js';
import { latency, timeOfDay } from '../ui/format.js';
import { isError } from './filter.js';
import type { ShownRow } from './filter.js';
import { latencyOf } from './row.js';
import type { ExchangeRow, TimelineRow } from './row.js';
import { summaryOf } from './summaries/index.js';

// The schemas of all messages come with it: they are fetched when the first row is opened.
const ExchangeDetail = lazy(() =>
  import('./exchange-detail.js').then(({ ExchangeDetail }) => ({ default: ExchangeDetail })),
);

interface RowProps {
  shown: ShownRow;
  open: boolean;
  onToggle: () => void;
}

/** One line of the timeline, with its detail when it is open. */
export function Row({ shown: { row, folded }, open, onToggle }: RowProps) {
  const tone = isError(row) ? 'row row-error' : 'row';
  if (row.kind === 'event') {
    return (
      <div className={`${tone} row-event`} data-testid="timeline-row" data-kind="event">
        <Time at={row.at} />
        <span className="row-text">{row.text}</span>
      </div>
    );
  }
  return (
    <div className={tone} data-testid="timeline-row" data-kind={row.kind} data-action={actionOf(row)}>
      <button type="button" className="row-head" aria-expanded={open} onClick={onToggle}>
        <Time at={row.at} />
        <Direction from={row.from} />
        <span className="row-action">
          {actionOf(row)}
          {folded > 1 && <span className="row-count"> ×{folded}</span>}
        </span>
        <span className="row-latency soft">{row.kind === 'exchange' && <Latency row={row} />}</span>
        <span className="row-summary">{row.kind === 'exchange' ? summaryOf(row) : row.problem}</span>
      </button>
      {open && row.kind === 'exchange' && (
        <Suspense fallback={<p className="row-detail soft">…</p>}>
          <ExchangeDetail row={row} />
        </Suspense>
      )}
      {open && row.kind === 'stray' && (
        <div className="row-detail">
          <pre tabIndex={0}>{row.text}</pre>
        </div>
      )}
    </div>
  );
}

const actionOf = (row: Exclude<TimelineRow, { kind: 'event' }>) => (row.kind === 'exchange' ? row.action : 'Not OCPP');

function Time({ at }: { at: number }) {
  return <time className="row-time soft">{timeOfDay(at, true)}</time>;
}

function Direction({ from }: { from: 'station' | 'csms' }) {
  return (
    <span className={`row-direction row-from-${from}`}>
      <Icon name={from === 'station' ? 'arrowRight' : 'arrowLeft'} size={14} />
      <span className="visually-hidden">{from === 'station' ? 'station to CSMS' : 'CSMS to station'}</span>
    </span>
  );
}

function Latency({ row }: { row: ExchangeRow }) {
  const ms = latencyOf(row);
  if (ms !== null) return latency(ms);
  return row.lost ? 'lost' : 'waiting';
}
