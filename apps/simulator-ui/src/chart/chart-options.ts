import uPlot from 'uplot';
import { kilowatts } from '../ui/format.js';

/** Colours of the page's theme, as a canvas needs them. */
export interface ChartColors {
  power: string;
  powerFill: string;
  offered: string;
  wanted: string;
  soc: string;
  grid: string;
  text: string;
}

const paths = uPlot.paths.stepped?.({ align: 1 });
const stepped = paths === undefined ? {} : { paths };

export function chartOptions(size: { width: number; height: number }, colors: ChartColors): uPlot.Options {
  const axis = {
    stroke: colors.text,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
    font: '11px system-ui',
  };
  const kw = (_: uPlot, value: number | null | undefined) => (value == null ? '–' : `${kilowatts(value * 1000)} kW`);
  return {
    ...size,
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
      { label: 'Offered', scale: 'kw', stroke: colors.offered, width: 1.5, value: kw, ...stepped },
      { label: 'Wanted', scale: 'kw', stroke: colors.wanted, width: 1.5, dash: [4, 4], value: kw },
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
  };
  probe.remove();
  return colors;
}
