import { useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react';
import { readNumber } from '../ui/number-text.js';
import { topKw } from './curve-texts.js';
import type { CurveTexts } from './curve-texts.js';

interface CurvePlotProps {
  texts: CurveTexts;
  /** The most that the car takes with DC, drawn as a line; null: none. */
  limitKw: number | null;
  onMove: (index: number, to: { soc: number; kw: number }) => void;
  onAdd: (at: { soc: number; kw: number }) => void;
  onRemove: (index: number) => void;
}

/** The curve, with a handle at each point: dragged, or moved by the arrow keys (Shift: further); Delete removes it. */
export function CurvePlot({ texts, limitKw, onMove, onAdd, onRemove }: CurvePlotProps) {
  const plot = useRef<HTMLDivElement>(null);
  /** While a point is dragged the scale holds still. */
  const [drag, setDrag] = useState<{ index: number; top: number; dx: number; dy: number } | null>(null);
  const top = drag?.top ?? topKw(texts);
  const points = texts.map(({ soc, kw }) => ({ soc: readNumber(soc), kw: readNumber(kw) }));
  const drawn = points.filter(({ soc, kw }) => Number.isFinite(soc) && Number.isFinite(kw));
  const line = drawn.map(({ soc, kw }) => `${soc} ${(100 - (100 * kw) / top).toFixed(2)}`).join('L');

  function placeOf({ clientX, clientY }: { clientX: number; clientY: number }): { soc: number; kw: number } {
    const { left, top: y, width, height } = plot.current!.getBoundingClientRect();
    const within = (part: number) => Math.min(1, Math.max(0, part));
    return { soc: 100 * within((clientX - left) / width), kw: top * (1 - within((clientY - y) / height)) };
  }

  function grab(index: number, event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    const { left, top: y, width, height } = event.currentTarget.getBoundingClientRect();
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ index, top, dx: event.clientX - (left + width / 2), dy: event.clientY - (y + height / 2) });
  }

  function follow(event: PointerEvent<HTMLElement>): void {
    if (drag === null) return;
    onMove(drag.index, placeOf({ clientX: event.clientX - drag.dx, clientY: event.clientY - drag.dy }));
  }

  return (
    <div className="curve-frame">
      <div className="curve-scale" aria-hidden="true">
        <span>{top} kW</span>
        <span>{top / 2}</span>
        <span>0</span>
      </div>
      <div
        ref={plot}
        className="curve-plot"
        data-testid="curve-plot"
        data-top={top}
        onDoubleClick={(event: MouseEvent) => onAdd(placeOf(event))}
      >
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <path
            className="curve-grid"
            d="M0 0H100M0 50H100M25 0V100M50 0V100M75 0V100"
            vectorEffect="non-scaling-stroke"
          />
          {line !== '' && <path className="curve-fill" d={`M0 100L${line}L100 100Z`} />}
          {line !== '' && <path className="curve-line" d={`M${line}`} vectorEffect="non-scaling-stroke" />}
          {limitKw !== null && limitKw <= top && (
            <path className="curve-now" d={`M0 ${100 - (100 * limitKw) / top}H100`} vectorEffect="non-scaling-stroke" />
          )}
        </svg>
        {points.map(({ soc, kw }, index) => (
          <Handle
            key={index}
            index={index}
            point={{ soc, kw }}
            top={top}
            count={points.length}
            isHeld={drag?.index === index}
            onGrab={(event) => grab(index, event)}
            onFollow={follow}
            onLetGo={() => setDrag(null)}
            onMove={(to) => onMove(index, to)}
            onRemove={() => onRemove(index)}
          />
        ))}
      </div>
      <div className="curve-scale curve-socs" aria-hidden="true">
        <span>0 %</span>
        <span>50 %</span>
        <span>100 %</span>
      </div>
    </div>
  );
}

interface HandleProps {
  index: number;
  point: { soc: number; kw: number };
  top: number;
  count: number;
  isHeld: boolean;
  onGrab: (event: PointerEvent<HTMLElement>) => void;
  onFollow: (event: PointerEvent<HTMLElement>) => void;
  onLetGo: () => void;
  onMove: (to: { soc: number; kw: number }) => void;
  onRemove: () => void;
}

function Handle({
  index,
  point: { soc, kw },
  top,
  count,
  isHeld,
  onGrab,
  onFollow,
  onLetGo,
  onMove,
  onRemove,
}: HandleProps) {
  if (!Number.isFinite(soc) || !Number.isFinite(kw)) return null;

  function takeKey(event: KeyboardEvent): void {
    const far = event.shiftKey;
    const powerStep = (top > 40 ? 1 : 0.1) * (far ? 10 : 1);
    const socStep = far ? 5 : 1;
    const moves: Record<string, { soc: number; kw: number }> = {
      ArrowUp: { soc, kw: kw + powerStep },
      ArrowDown: { soc, kw: kw - powerStep },
      ArrowRight: { soc: soc + socStep, kw },
      ArrowLeft: { soc: soc - socStep, kw },
    };
    const to = moves[event.key];
    const removes = event.key === 'Delete' || event.key === 'Backspace';
    if (to === undefined && !removes) return;
    event.preventDefault();
    if (to !== undefined) onMove(to);
    else onRemove();
  }

  return (
    <div
      className="curve-handle"
      role="slider"
      tabIndex={0}
      data-point={index}
      data-held={isHeld}
      aria-label={`Point ${index + 1} of ${count} of the charging curve`}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={top}
      aria-valuenow={Math.min(kw, top)}
      aria-valuetext={`${kw} kW at ${soc} %`}
      style={{ left: `${soc}%`, top: `${100 - (100 * Math.min(kw, top)) / top}%` }}
      onPointerDown={onGrab}
      onPointerMove={onFollow}
      onPointerUp={onLetGo}
      onPointerCancel={onLetGo}
      onLostPointerCapture={onLetGo}
      // A double click on a handle adds nothing.
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={takeKey}
    >
      {isHeld && (
        <span className="curve-value" data-side={soc > 60 ? 'left' : 'right'}>
          {kw} kW at {soc} %
        </span>
      )}
    </div>
  );
}
