import type { StationSummary } from '@simulator/station-runner/browser';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { MouseEvent } from 'react';
import { countWords, lookOf } from '../stations/list-view.js';

const GAP = 1;
const SMALLEST = 4;
const LARGEST = 12;
const MAX_HEIGHT = 96;

interface HeatStripProps {
  stations: readonly StationSummary[];
  selectedKey: string;
  onChoose: (key: string) => void;
}

/** All stations' states at a glance, one small square each. The list says the same in words. */
export function HeatStrip({ stations, selectedKey, onChoose }: HeatStripProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(240);
  const cell = cellSize(stations.length, width);
  const columns = Math.max(1, Math.floor(width / (cell + GAP)));
  const height = Math.ceil(stations.length / columns) * (cell + GAP);

  useLayoutEffect(() => {
    const parent = canvas.current?.parentElement;
    if (!parent) return;
    const observer = new ResizeObserver(() => setWidth(parent.clientWidth));
    observer.observe(parent);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context) return;
    const scale = devicePixelRatio;
    const size = [Math.round(width * scale), Math.round(height * scale)] as const;
    // Setting a size, even the same one, makes a new bitmap.
    if (canvas.current.width !== size[0]) canvas.current.width = size[0];
    if (canvas.current.height !== size[1]) canvas.current.height = size[1];
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    const colors = readColors(canvas.current);
    stations.forEach((station, index) => {
      const x = (index % columns) * (cell + GAP);
      const y = Math.floor(index / columns) * (cell + GAP);
      context.fillStyle = colors(lookOf(station).color);
      context.fillRect(x, y, cell, cell);
      if (station.key !== selectedKey) return;
      context.strokeStyle = colors('var(--text)');
      context.strokeRect(x + 0.5, y + 0.5, cell - 1, cell - 1);
    });
  }, [stations, selectedKey, width, height, cell, columns]);

  function at({ nativeEvent: { offsetX, offsetY } }: MouseEvent): StationSummary | undefined {
    const column = Math.floor(offsetX / (cell + GAP));
    return column >= columns ? undefined : stations[Math.floor(offsetY / (cell + GAP)) * columns + column];
  }

  return (
    <div className="heat-strip">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`States of all stations: ${countWords(stations)}`}
        style={{ width, height }}
        data-testid="heat-strip"
        onClick={(event) => {
          const station = at(event);
          if (station !== undefined) onChoose(station.key);
        }}
        onMouseMove={(event) => {
          const station = at(event);
          event.currentTarget.title = station === undefined ? '' : `${station.name}: ${lookOf(station).words}`;
        }}
      />
    </div>
  );
}

/** The largest squares that all find room. */
function cellSize(count: number, width: number): number {
  for (let cell = LARGEST; cell > SMALLEST; cell -= 1) {
    const columns = Math.max(1, Math.floor(width / (cell + GAP)));
    if (Math.ceil(count / columns) * (cell + GAP) <= MAX_HEIGHT) return cell;
  }
  return SMALLEST;
}

/** A canvas knows no custom properties: an element of the theme resolves them, each once. */
function readColors(canvas: HTMLCanvasElement): (color: string) => string {
  const known = new Map<string, string>();
  const probe = document.createElement('span');
  canvas.parentElement?.append(probe);
  probe.hidden = true;
  queueMicrotask(() => probe.remove());
  return (color) => {
    let value = known.get(color);
    if (value === undefined) {
      probe.style.color = color;
      known.set(color, (value = getComputedStyle(probe).color));
    }
    return value;
  };
}
