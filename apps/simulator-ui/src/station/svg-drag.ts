import { useState } from 'react';
import type { PointerEvent } from 'react';

export interface Point {
  x: number;
  y: number;
}

/** Shorter than this, in the drawing's units, a drag is a click. */
const CLICK_DISTANCE = 4;

/**
 * Dragging a part of a drawing. `at` is where the pointer holds it, in the drawing's units; null while nobody does.
 * @param onDrop is told where it was let go, null for a click
 */
export function useSvgDrag(onDrop: (to: Point | null) => void): {
  at: Point | null;
  start: (event: PointerEvent<SVGGraphicsElement>) => void;
} {
  const [at, setAt] = useState<Point | null>(null);

  function start(event: PointerEvent<SVGGraphicsElement>): void {
    if (event.button !== 0) return;
    const element = event.currentTarget;
    const from = pointIn(element, event);
    let to = from;
    let moved = false;
    const move = (next: globalThis.PointerEvent) => {
      to = pointIn(element, next);
      moved ||= Math.hypot(to.x - from.x, to.y - from.y) > CLICK_DISTANCE;
      if (moved) setAt(to);
    };
    const end = (cancelled: boolean) => {
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', cancel);
      setAt(null);
      if (!cancelled) onDrop(moved ? to : null);
    };
    const up = () => end(false);
    const cancel = () => end(true);
    element.setPointerCapture(event.pointerId);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', cancel);
  }

  return { at, start };
}

function pointIn(element: SVGGraphicsElement, { clientX, clientY }: { clientX: number; clientY: number }): Point {
  const matrix = element.ownerSVGElement?.getScreenCTM()?.inverse();
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(matrix);
  return { x, y };
}
