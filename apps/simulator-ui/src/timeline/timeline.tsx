import { lazy, Suspense, useEffect, useId, useState } from 'react';
import { useCommands } from '../commands/commands.js';
import { useFeed } from '../station/station-context.js';
import { useStore } from '../ui/store.js';
import { noFilter } from './filter.js';
import type { ExchangeLog } from './exchanges.js';
import type { TimelineFilter } from './filter.js';
import type { ExchangeRow } from './row.js';
import { RowView } from './row-view.js';
import { initialHeights } from './row-heights.js';
import { Rows } from './rows.js';
import { TimelineBar } from './timeline-bar.js';
import type { TimelineDialog } from './timeline-bar.js';
import { ToolsContext } from './timeline-tools.js';
import { useRowKeys } from './use-row-keys.js';
import './timeline.css';

const Dialogs = lazy(() =>
  import('./timeline-dialogs.js').then(({ TimelineDialogs }) => ({ default: TimelineDialogs })),
);
const InterceptPanel = lazy(() =>
  import('../wire/intercept-panel.js').then(({ InterceptPanel }) => ({ default: InterceptPanel })),
);
const ReplayPanel = lazy(() => import('./replay-panel.js').then(({ ReplayPanel }) => ({ default: ReplayPanel })));

/** A timeline that came out of a file. */
export interface Capture {
  name: string;
  log: ExchangeLog;
}

/** Everything that went over the wire of the selected station, the newest at the end; or what a file says went over one. */
export function Timeline() {
  const feed = useFeed();
  const [capture, setCapture] = useState<Capture | null>(null);
  const log = capture?.log ?? feed.log;
  return <LogTimeline key={capture?.name ?? 'live'} log={log} capture={capture} onCapture={setCapture} />;
}

interface LogTimelineProps {
  log: ExchangeLog;
  capture: Capture | null;
  onCapture: (capture: Capture | null) => void;
}

function LogTimeline({ log, capture, onCapture }: LogTimelineProps) {
  const feed = useFeed();
  const [filter, setFilter] = useState(noFilter);
  const [view] = useState(() => new RowView(log, noFilter, initialHeights()));
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [dialog, setDialog] = useState<TimelineDialog | null>(null);
  const [compared, setCompared] = useState<ExchangeRow | null>(null);
  const searchId = useId();
  useEffect(() => view.attach(), [view]);
  const version = useStore(view.version);
  const interception = useStore(feed.snapshot)?.interception ?? null;
  const isIntercepting = capture === null && interception !== null && isAtWork(interception);

  function change(next: TimelineFilter): void {
    setFilter(next);
    view.setFilter(next);
  }
  const togglePause = () => change({ ...filter, upTo: filter.upTo === null ? (log.rows.at(-1)?.number ?? 0) : null });

  function toggle(number: number): void {
    const next = new Set(open);
    if (!next.delete(number)) next.add(number);
    setOpen(next);
  }

  function compare(row: ExchangeRow): void {
    if (compared === null) return setCompared(row);
    if (compared.number !== row.number) setDialog({ kind: 'compare', left: compared, right: row });
    setCompared(null);
  }

  const current = useRowKeys({ view, stationKey: feed.key, onToggle: toggle });
  useCommands(() => [
    {
      ...{ id: 'filter', group: 'Timeline', name: 'Search messages', key: '/' },
      run: () => document.getElementById(searchId)?.focus(),
    },
    {
      ...{ id: 'pause', group: 'Timeline', key: '.', run: togglePause },
      name: filter.upTo === null ? 'Pause the timeline' : 'Resume the timeline',
    },
    { id: 'raw', group: 'Timeline', name: 'Send a frame by hand', key: 'e', run: () => setDialog({ kind: 'send' }) },
    { id: 'import', group: 'Timeline', name: 'Import a timeline', run: () => setDialog({ kind: 'import' }) },
    { id: 'intercept', group: 'Timeline', name: 'Intercept messages', run: () => setDialog({ kind: 'intercept' }) },
  ]);

  return (
    <ToolsContext
      value={{
        ...{ live: capture === null, compared, onCompare: compare },
        onCompareWith: (left, right) => setDialog({ kind: 'compare', left, right }),
        onAlwaysAnswer: (row) => setDialog({ kind: 'answers', from: row }),
      }}
    >
      <section className="timeline" aria-label="Timeline of OCPP messages">
        <TimelineBar
          searchId={searchId}
          log={log}
          version={version}
          filter={filter}
          onFilter={change}
          onPause={togglePause}
          onDialog={setDialog}
          captureName={capture?.name ?? null}
        />
        <Suspense fallback={null}>
          {isIntercepting && <InterceptPanel interception={interception} onDialog={setDialog} />}
          {capture !== null && <ReplayPanel capture={capture} onClose={() => onCapture(null)} />}
        </Suspense>
        {compared !== null && (
          <p className="timeline-note">
            Choose the exchange to compare with {compared.action}.
            <button type="button" className="button button-small" onClick={() => setCompared(null)}>
              Cancel
            </button>
          </p>
        )}
        <Rows
          view={view}
          follow={filter.upTo === null && capture === null}
          open={open}
          current={current}
          onToggle={toggle}
          empty={log.rows.length === 0 ? 'No message yet.' : 'No row matches the filter.'}
        />
        <Suspense fallback={null}>
          {dialog !== null && <Dialogs dialog={dialog} onClose={() => setDialog(null)} onCapture={onCapture} />}
        </Suspense>
      </section>
    </ToolsContext>
  );
}

const isAtWork = ({ rules, held }: { rules: { hold: unknown; answers: object }; held: readonly unknown[] }): boolean =>
  rules.hold !== null || held.length > 0 || Object.keys(rules.answers).length > 0;
