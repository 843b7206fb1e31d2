import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useCommands } from '../commands/commands.js';
import { useFeed } from '../station/station-context.js';
import { saveFile } from '../ui/save-file.js';
import { useStore } from '../ui/store.js';
import { actionsIn, noFilter, showRows } from './filter.js';
import type { ShownRow } from './filter.js';
import { toJsonl } from './export-jsonl.js';
import { Row } from './timeline-row.js';
import { TimelineBar } from './timeline-bar.js';
import './timeline.css';

const ROW_HEIGHT = 52;

/** Everything that went over the wire of the selected station, the newest at the end. */
export function Timeline() {
  const feed = useFeed();
  const liveVersion = useStore(feed.logVersion);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const [filter, setFilter] = useState(noFilter);
  const { rows } = feed.log;
  const searchId = useId();
  // Paused, the list ends at the row that was the newest then.
  const version = liveVersion;
  const shown = useMemo(() => {
    void version;
    const seen = pausedAt === null ? rows : rows.filter(({ number }) => number <= pausedAt);
    return showRows(seen, filter);
  }, [rows, version, pausedAt, filter]);
  const actions = useMemo(() => {
    void version;
    return actionsIn(rows);
  }, [rows, version]);
  const newest = rows.at(-1)?.number ?? 0;
  const togglePause = () => setPausedAt(pausedAt === null ? newest : null);
  useCommands(() => [
    {
      ...{ id: 'filter', group: 'Timeline', name: 'Search messages', key: '/' },
      run: () => document.getElementById(searchId)?.focus(),
    },
    {
      ...{ id: 'pause', group: 'Timeline', key: '.' },
      name: pausedAt === null ? 'Pause the timeline' : 'Resume the timeline',
      run: togglePause,
    },
  ]);
  return (
    <section className="timeline" aria-label="Timeline of OCPP messages">
      <TimelineBar
        searchId={searchId}
        filter={filter}
        onFilter={setFilter}
        actions={actions}
        paused={pausedAt !== null}
        missed={pausedAt === null ? 0 : newest - pausedAt}
        onExport={() => {
          const exported = showRows(rows, { ...filter, foldHeartbeats: false }).map(({ row }) => row);
          saveFile('timeline.jsonl', 'application/x-ndjson', toJsonl(exported));
        }}
        onPause={togglePause}
      />
      {shown.length === 0 ? (
        <p className="timeline-empty soft">{rows.length === 0 ? 'No message yet.' : 'No row matches the filter.'}</p>
      ) : (
        <Rows shown={shown} follow={pausedAt === null} />
      )}
    </section>
  );
}

/** Only the rows in view are in the document. */
function Rows({ shown, follow }: { shown: readonly ShownRow[]; follow: boolean }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const atEnd = useRef(true);
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are used here only, never memoised
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => shown[index]?.row.number ?? index,
    overscan: 12,
  });

  const count = shown.length;
  useEffect(() => {
    if (follow && atEnd.current) virtual.scrollToIndex(count - 1, { align: 'end' });
  }, [count, follow, virtual]);

  function toggle(number: number): void {
    const next = new Set(open);
    if (!next.delete(number)) next.add(number);
    // A person who reads is not scrolled away.
    atEnd.current = false;
    setOpen(next);
  }

  return (
    <div
      ref={scroller}
      className="timeline-rows"
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Messages"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < ROW_HEIGHT;
      }}
    >
      <div className="timeline-space" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const item = shown[index];
          if (item === undefined) return null;
          const { number } = item.row;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="timeline-item"
              style={{ transform: `translateY(${start}px)` }}
            >
              <Row shown={item} open={open.has(number)} onToggle={() => toggle(number)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
