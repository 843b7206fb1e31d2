// Marks the MeterValues below the curves; pointing at one points at its row in the timeline, and the other way round.
import type uPlot from 'uplot';
import type { ChartColors, ChartSource } from './chart-options.js';

/** How near the pointer must be, CSS pixels. */
const REACH = 8;

export function meterTicks(colors: ChartColors, source: ChartSource): uPlot.Plugin {
  return { hooks: { draw: (plot) => drawTicks(plot, colors, source), ready: (plot) => followPointer(plot, source) } };
}

function drawTicks(plot: uPlot, colors: ChartColors, source: ChartSource): void {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const ratio = devicePixelRatio;
  const pointed = source.pointed();
  ctx.save();
  ctx.fillStyle = colors.tick;
  ctx.strokeStyle = colors.tick;
  for (const { at, number } of source.ticks()) {
    const x = plot.valToPos(at, 'x', true);
    if (x < left || x > left + width) continue;
    const isPointed = number === pointed;
    const size = (isPointed ? 6 : 4) * ratio;
    ctx.beginPath();
    ctx.moveTo(x - size, top + height);
    ctx.lineTo(x + size, top + height);
    ctx.lineTo(x, top + height - 1.6 * size);
    ctx.fill();
    if (!isPointed) continue;
    ctx.lineWidth = ratio;
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
  }
  ctx.restore();
}

function followPointer(plot: uPlot, source: ChartSource): void {
  const numberAt = ({ offsetX }: MouseEvent): number | null => {
    let best: { number: number; distance: number } | null = null;
    for (const { at, number } of source.ticks()) {
      const distance = Math.abs(plot.valToPos(at, 'x') - offsetX);
      if (distance <= REACH && (best === null || distance < best.distance)) best = { number, distance };
    }
    return best?.number ?? null;
  };
  plot.over.addEventListener('mousemove', (event) => {
    const number = numberAt(event);
    plot.over.style.cursor = number === null ? '' : 'pointer';
    source.onPoint(number);
  });
  plot.over.addEventListener('mouseleave', () => source.onPoint(null));
  plot.over.addEventListener('click', (event) => {
    const number = numberAt(event);
    if (number !== null) source.onChoose(number);
  });
}
