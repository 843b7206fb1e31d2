import { useEffect, useRef, useSyncExternalStore } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { theme } from '../shell/theme.js';
import { useFeed } from '../station/station-context.js';
import type { StationFeed } from '../station/station-feed.js';
import { kilowatts } from '../ui/format.js';
import { useStore } from '../ui/store.js';
import { pointedRow, rowToReveal } from '../timeline/timeline-tools.js';
import { chartOptions, readColors } from './chart-options.js';
import type { ChartSource } from './chart-options.js';
import type { Samples } from './samples.js';
import './chart.css';

const HEIGHT = 200;
const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** Power against what is offered and wanted, SoC on the second axis: the charge that runs, or the last one. */
export function PowerChart({ connectorId }: { connectorId: number }) {
  const feed = useFeed();
  const version = useStore(feed.samplesVersion);
  const look = useLook();
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const size = { width: element.clientWidth, height: HEIGHT };
    const options = chartOptions(size, readColors(element), sourceOf(feed, connectorId));
    const plot = new uPlot(options, columnsOf(feed.samplesOf(connectorId)), element);
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [feed, connectorId, look]);

  useEffect(() => {
    const plot = chart.current;
    const samples = feed.samplesOf(connectorId);
    plot?.setData(columnsOf(samples));
    // Nobody points at the chart: the legend shows the newest values.
    if (samples.at.length > 0 && plot?.cursor.idx == null) plot?.setLegend({ idx: samples.at.length - 1 });
  }, [feed, connectorId, version]);

  // A row that is pointed at in the timeline, and new MeterValues, are drawn at once.
  const pointed = useStore(pointedRow);
  const logVersion = useStore(feed.logVersion);
  useEffect(() => chart.current?.redraw(false), [pointed, logVersion]);

  const samples = feed.samplesOf(connectorId);
  const limit = samples.limit.at(-1) ?? '';
  const isEmpty = samples.at.length < 2;
  return (
    <figure className="chart">
      <figcaption>
        Power and state of charge
        {limit !== '' && <span className="chart-limit">Limited by {limit}</span>}
      </figcaption>
      <div ref={host} className="chart-canvas" role="img" aria-label={wordsOf(samples)} hidden={isEmpty} />
      {isEmpty && (
        <p className="chart-empty soft">The course of a charge is drawn here as soon as a car is plugged in.</p>
      )}
    </figure>
  );
}

/** What the drawing asks of the feed; times on the wire are the CSMS's, those of the samples the station's. */
function sourceOf(feed: StationFeed, connectorId: number): ChartSource {
  const offsetMs = () => feed.snapshot.get()?.station.clock.offsetMs ?? 0;
  return {
    limitAt: (index) => feed.samplesOf(connectorId).limit[index] ?? '',
    ticks: () => feed.ticks.of(connectorId).map(({ at, number }) => ({ at: (at - offsetMs()) / 1000, number })),
    pointed: () => pointedRow.get()?.number ?? null,
    onPoint(number) {
      const before = pointedRow.get();
      if (number !== null) pointedRow.set({ stationKey: feed.key, number, by: 'chart' });
      else if (before?.by === 'chart') pointedRow.set(null);
    },
    onChoose: (number) => rowToReveal.set({ stationKey: feed.key, number }),
  };
}

const columnsOf = ({ at, powerKw, offeredKw, wantedKw, socPercent }: Samples): uPlot.AlignedData => [
  at,
  powerKw,
  offeredKw,
  wantedKw,
  socPercent,
];

function wordsOf({ at, powerKw, socPercent }: Samples): string {
  const minutes = Math.round(((at.at(-1) ?? 0) - (at[0] ?? 0)) / 60);
  const most = kilowatts(Math.max(0, ...powerKw) * 1000);
  const soc = [socPercent[0], socPercent.at(-1)].map((value) => (value == null ? '?' : `${value.toFixed(0)} %`));
  return `${minutes} minutes, ${most} kW at most, state of charge from ${soc[0]} to ${soc[1]}`;
}

/** Changes when the colours do. */
function useLook(): string {
  const chosen = useStore(theme);
  const isDark = useSyncExternalStore(watchSystem, () => systemDark.matches);
  return `${chosen} ${isDark}`;
}

function watchSystem(listener: () => void): () => void {
  systemDark.addEventListener('change', listener);
  return () => systemDark.removeEventListener('change', listener);
}
