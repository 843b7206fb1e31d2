import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { density } from '../shell/theme.js';
import { useFeed } from '../station/station-context.js';
import { useStore } from '../ui/store.js';
import { heightsOf, WIDE } from './row-heights.js';
import type { RowView } from './row-view.js';
import { RowSlots } from './row-slots.js';
import { rowsInSight, topOf } from './row-window.js';
import type { Opened } from './row-window.js';
import { Row } from './timeline-row.js';
import { rowToReveal } from './timeline-tools.js';

/** Rows drawn beyond the window on either side; fewer while it moves, which is a third less work a frame. */
const MORE = 8;
const MORE_MOVING = 4;
/** The list rests when it has not been scrolled for that long. */
const REST_MS = 150;

interface RowsProps {
  view: RowView;
  /** New rows come into view as long as the end is. */
  follow: boolean;
  open: ReadonlySet<number>;
  current: number | null;
  onToggle: (number: number) => void;
  /** Said when there is no row. */
  empty: string;
}

/** Only the rows in sight are in the document; where the others would be is computed. */
export function Rows({ view, follow, open, current, onToggle, empty }: RowsProps) {
  const { key: stationKey } = useFeed();
  const version = useStore(view.version);
  const filtering = useStore(view.filtering);
  const chosenDensity = useStore(density);
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [{ scrollTop, moves }, setScroll] = useState({ scrollTop: 0, moves: false });
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [extras, setExtras] = useState<ReadonlyMap<number, number>>(new Map());
  const toReveal = useStore(rowToReveal);
  // What was asked for before this list was there is over.
  const [stale] = useState(toReveal);

  const [slots] = useState(() => new RowSlots());

  const { shown } = view;
  const opened = openedOf(view, open, extras);
  const rows = { count: shown.length, topOf: (index: number) => view.topOf(index) };
  const total = topOf(rows, opened, shown.length);
  const [from, to] = rowsInSight(rows, opened, {
    top: scrollTop,
    height: size.height,
    more: moves ? MORE_MOVING : MORE,
  });

  const inSight = shown.slice(from, to);
  // Keys by element, not by row: what comes into sight is written into what has left it, which is cheaper than a new one.
  const keys = slots.assign(inSight.map(({ row }) => row.number));

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (!moves) return;
    const timer = setTimeout(() => setScroll((before) => ({ ...before, moves: false })), REST_MS);
    return () => clearTimeout(timer);
  }, [scrollTop, moves]);

  useEffect(() => view.setHeights(heightsOf(size.width, chosenDensity)), [view, size.width, chosenDensity]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null && follow && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [version, total, size.height, follow]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null || toReveal === stale || toReveal?.stationKey !== stationKey) return;
    const index = view.indexOf(toReveal.number);
    if (view.shown[index] === undefined) return;
    const top = view.topOf(index);
    const bottom = view.topOf(index + 1);
    const sight = { top: element.scrollTop, bottom: element.scrollTop + element.clientHeight };
    if (top < sight.top) element.scrollTop = top;
    else if (bottom > sight.bottom) element.scrollTop = bottom - element.clientHeight;
    atEnd.current = index === view.shown.length - 1;
  }, [toReveal, stale, stationKey, view]);

  function toggle(number: number): void {
    // A person who reads is not scrolled away.
    atEnd.current = false;
    onToggle(number);
  }

  function measured(number: number, height: number): void {
    setExtras((before) => (before.get(number) === height ? before : new Map([...before, [number, height]])));
  }

  return (
    <div
      ref={scroller}
      className="timeline-rows"
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Messages"
      aria-busy={filtering}
      data-wide={size.width >= WIDE}
      onScroll={({ currentTarget }) => {
        const { scrollTop } = currentTarget;
        atEnd.current = total - scrollTop - size.height < 24;
        // In this frame: the list would be empty for one after a leap.
        flushSync(() => setScroll({ scrollTop, moves: true }));
      }}
    >
      {shown.length === 0 && <p className="timeline-empty soft">{filtering ? 'Searching…' : empty}</p>}
      <div className="timeline-space" style={{ height: total }}>
        {inSight.map((item, offset) => {
          const { number } = item.row;
          return (
            <Row
              key={keys[offset]}
              shown={item}
              top={topOf(rows, opened, from + offset)}
              open={open.has(number)}
              current={number === current}
              stationKey={stationKey}
              onToggle={toggle}
              onMeasured={measured}
            />
          );
        })}
      </div>
    </div>
  );
}

function openedOf(view: RowView, open: ReadonlySet<number>, extras: ReadonlyMap<number, number>): Opened {
  const opened = [...open].flatMap((number) => {
    const index = view.indexOf(number);
    const extra = extras.get(number);
    return extra !== undefined && view.shown[index]?.row.number === number ? [{ index, extra }] : [];
  });
  return opened.sort((a, b) => a.index - b.index);
}
