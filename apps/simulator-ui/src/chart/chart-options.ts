import uPlot from 'uplot';
import { meterTicks } from './tick-plugin.js';
import { kilowatts } from '../ui/format.js';

/** Colours of the page's theme, as a canvas needs them. */
/** What the chart's drawing asks while it draws. */
export interface ChartSource {
  /** What sets the offer at this sample. */
  limitAt: (index: number) => string;
  /** Times of the MeterValues, epoch seconds of the samples' clock. */
  ticks: () => readonly { at: number; number: number }[];
  /** The row of the timeline that is pointed at. */
  pointed: () => number | null;
  onPoint: (number: number | null) => void;
  onChoose: (number: number) => void;
}

export interface ChartColors {
  power: string;
  powerFill: string;
  offered: string;
  wanted: string;
  soc: string;
  grid: string;
  text: string;
  tick: string;
}

const paths = uPlot.paths.stepped?.({ align: 1 });
const stepped = paths === undefined ? {} : { paths };

interface ChartSize {
  width: number;
  height: number;
}

export function chartOptions(size: ChartSize, colors: ChartColors, source: ChartSource): uPlot.Options {
  const axis = {
    stroke: colors.text,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
    font: '11px system-ui',
  };
  const offer = (plot: uPlot, value: number | null | undefined, _series: number, index: number | null) => {
    const limit = index === null ? '' : source.limitAt(index);
    return limit === '' ? kw(plot, value) : `${kw(plot, value)}, ${limit}`;
  };
  const kw = (_: uPlot, value: number | null | undefined) => (value == null ? '–' : `${kilowatts(value * 1000)} kW`);
  return {
    ...size,
    plugins: [meterTicks(colors, source)],
    padding: [8, 0, 0, 0],
    cursor: { points: { size: 6 }, drag: { x: false, y: false } },
    legend: { live: true },
    scales: {
      x: { range: (_, min, max) => [min, Math.max(max, min + 60)] },
      kw: { range: (_, _min, max) => [0, Math.max(1, max * 1.1)] },
      percent: { range: [0, 100] },
    },
    axes: [
      { ...axis, size: 28, values: '{HH}:{mm}:{ss}', space: 90 },
      { ...axis, scale: 'kw', size: 44, values: (_, ticks) => ticks.map((tick) => `${tick}`) },
      {
        ...axis,
        scale: 'percent',
        side: 1,
        size: 40,
        grid: { show: false },
        values: (_, ticks) => ticks.map((t) => `${t}%`),
      },
    ],
    series: [
      { value: '{HH}:{mm}:{ss}', label: 'Time' },
      { label: 'Power', scale: 'kw', stroke: colors.power, fill: colors.powerFill, width: 2, value: kw },
      { label: 'Limit', scale: 'kw', stroke: colors.offered, width: 1.5, value: offer, ...stepped },
      { label: 'Car wants', scale: 'kw', stroke: colors.wanted, width: 1.5, dash: [4, 4], value: kw },
      {
        label: 'SoC',
        scale: 'percent',
        stroke: colors.soc,
        width: 1.5,
        value: (_, value: number | null | undefined) => (value == null ? '–' : `${value.toFixed(1)} %`),
      },
    ],
  };
}

/** Resolves the theme's variables, light-dark() included, to plain colours. */
export function readColors(element: HTMLElement): ChartColors {
  const probe = element.appendChild(document.createElement('span'));
  const color = (value: string): string => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  const colors: ChartColors = {
    power: color('var(--charging)'),
    powerFill: color('color-mix(in srgb, var(--charging) 16%, transparent)'),
    offered: color('var(--line-strong)'),
    wanted: color('var(--preparing)'),
    soc: color('var(--finishing)'),
    grid: color('color-mix(in srgb, var(--line) 70%, transparent)'),
    text: color('var(--text-soft)'),
    tick: color('var(--accent)'),
  };
  probe.remove();
  return colors;
}
