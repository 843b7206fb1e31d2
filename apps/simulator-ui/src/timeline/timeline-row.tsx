import { lazy, memo, Suspense, useEffect, useRef, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { Icon } from '../ui/icon.js';
import { latency, timeOfDay } from '../ui/format.js';
import { useStore } from '../ui/store.js';
import { isError } from './filter.js';
import type { ShownRow } from './filter.js';
import { rowOutcomes, verdictWords } from './row-outcomes.js';
import { latencyOf } from './row.js';
import type { ExchangeRow, TimelineRow } from './row.js';
import { summaryOf } from './summaries/index.js';
import { pointedRow } from './timeline-tools.js';

// The schemas of all messages come with it: they are fetched when the first row is opened.
const ExchangeDetail = lazy(() =>
  import('./exchange-detail.js').then(({ ExchangeDetail }) => ({ default: ExchangeDetail })),
);

interface RowProps {
  shown: ShownRow;
  /** CSS pixels from the top of the list. */
  top: number;
  open: boolean;
  /** J and K are here. */
  current: boolean;
  stationKey: string;
  onToggle: (number: number) => void;
  /** How high the detail of an open row is. */
  onMeasured: (number: number, height: number) => void;
}

/** One line of the timeline, with its detail when it is open. */
export const Row = memo(
  function Row({ shown: { row, folded }, top, open, current, stationKey, onToggle, onMeasured }: RowProps) {
    const isPointed = useSyncExternalStore(pointedRow.subscribe, () => pointedRow.get()?.number === row.number);
    const tone = ['row', isError(row) && 'row-error', row.kind === 'event' && 'row-event'].filter(Boolean).join(' ');
    const place = {
      className: tone,
      style: { top },
      'data-testid': 'timeline-row',
      'data-kind': row.kind,
      'data-open': open,
      'data-current': current,
      'data-pointed': isPointed,
    };
    if (row.kind === 'event') {
      return (
        <div {...place}>
          <Time at={row.at} />
          <span className="row-text" title={row.text}>
            {row.text}
          </span>
        </div>
      );
    }
    const point = (on: boolean) => pointedRow.set(on ? { stationKey, number: row.number, by: 'timeline' } : null);
    return (
      <div
        {...place}
        data-action={actionOf(row)}
        // A pointer that moves, not rows that are scrolled along below one that rests.
        onPointerMove={() => !isPointed && row.kind === 'exchange' && row.action === 'MeterValues' && point(true)}
        onPointerLeave={() => isPointed && point(false)}
      >
        <button type="button" className="row-head" aria-expanded={open} onClick={() => onToggle(row.number)}>
          <Time at={row.at} />
          <Direction from={row.from} />
          <span className="row-action">
            {actionOf(row)}
            {folded > 1 && <span className="row-count"> ×{folded}</span>}
          </span>
          <span className="row-latency soft">
            {row.kind === 'exchange' && <Latency row={row} />}
            {row.kind === 'exchange' && row.answer?.instead !== undefined && <Instead why={row.answer.instead} />}
            <Verdict number={row.number} />
          </span>
          <span className="row-summary">{row.kind === 'exchange' ? summaryOf(row) : row.problem}</span>
        </button>
        {open && (
          <Measured key={row.number} onHeight={(height) => onMeasured(row.number, height)}>
            {row.kind === 'exchange' ? (
              <Suspense fallback={<p className="row-detail soft">…</p>}>
                <ExchangeDetail row={row} />
              </Suspense>
            ) : (
              <div className="row-detail">
                <pre tabIndex={0}>{row.text}</pre>
              </div>
            )}
          </Measured>
        )}
      </div>
    );
  },
  (a, b) =>
    a.shown === b.shown && a.top === b.top && a.open === b.open && a.current === b.current && a.onToggle === b.onToggle,
);

function Measured({ onHeight, children }: { onHeight: (height: number) => void; children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  const report = useRef(onHeight);
  useEffect(() => {
    report.current = onHeight;
  });
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => report.current(entry?.target.clientHeight ?? 0));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return <div ref={element}>{children}</div>;
}

const actionOf = (row: Exclude<TimelineRow, { kind: 'event' }>) => (row.kind === 'exchange' ? row.action : 'Not OCPP');

function Time({ at }: { at: number }) {
  return <time className="row-time soft">{timeOfDay(at, true)}</time>;
}

function Direction({ from }: { from: 'station' | 'csms' }) {
  return (
    <span
      className={`row-direction row-from-${from}`}
      role="img"
      aria-label={from === 'station' ? 'station to CSMS' : 'CSMS to station'}
    >
      {from === 'station' ? '→' : '←'}
    </span>
  );
}

/** Somebody answered in the place of the CSMS. */
function Instead({ why }: { why: string }) {
  return (
    <span className="row-verdict" data-verdict="differs" data-testid="row-instead" title={why}>
      <Icon name="flag" size={12} />
      in place
      <span className="visually-hidden">: {why}</span>
    </span>
  );
}

/** What a replay of the CSMS's side found. */
function Verdict({ number }: { number: number }) {
  const verdict = useStore(rowOutcomes).get(number)?.verdict;
  if (verdict === undefined || verdict === 'waiting' || verdict === 'done') return null;
  return (
    <span className="row-verdict" data-testid="row-verdict" data-verdict={verdict}>
      <Icon name={verdict === 'same' ? 'check' : verdict === 'byClock' ? 'clock' : 'alert'} size={12} />
      {verdictWords[verdict]}
    </span>
  );
}

function Latency({ row }: { row: ExchangeRow }) {
  const ms = latencyOf(row);
  if (ms !== null) return latency(ms);
  return row.lost ? 'lost' : 'waiting';
}
