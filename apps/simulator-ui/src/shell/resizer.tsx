import type { KeyboardEvent, PointerEvent } from 'react';
import { useStore } from '../ui/store.js';
import { paneLimits, paneSizes, resizePane, savePaneSizes } from './pane-sizes.js';
import type { Pane } from './pane-sizes.js';

interface ResizerProps {
  pane: Pane;
  label: string;
  /** Id of the element whose size it changes. */
  controls: string;
}

const KEY_STEP = 16;

/** The line between two panes: dragged, or moved with the arrow keys; a double click puts it back. */
export function Resizer({ pane, label, controls }: ResizerProps) {
  const size = useStore(paneSizes)[pane];
  const { min, max, initial } = paneLimits[pane];
  const isSheet = pane === 'sheet';
  // The panes at the right and at the bottom grow against the direction of the pointer.
  const sign = pane === 'stations' ? 1 : -1;

  function drag(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    const line = event.currentTarget;
    const from = isSheet ? event.clientY : event.clientX;
    // What is seen may be narrower than what was asked for: the window's size limits it too.
    const shown = document.getElementById(controls)?.getBoundingClientRect();
    const sizeAtStart = (isSheet ? shown?.height : shown?.width) ?? size;
    const move = ({ clientX, clientY }: globalThis.PointerEvent) =>
      resizePane(pane, sizeAtStart + sign * ((isSheet ? clientY : clientX) - from));
    const end = () => {
      line.removeEventListener('pointermove', move);
      savePaneSizes();
    };
    line.setPointerCapture(event.pointerId);
    line.addEventListener('pointermove', move);
    line.addEventListener('lostpointercapture', end, { once: true });
    event.preventDefault();
    line.focus();
  }

  function moveWithKeys(event: KeyboardEvent): void {
    const [smaller, larger] = isSheet ? (['ArrowDown', 'ArrowUp'] as const) : (['ArrowLeft', 'ArrowRight'] as const);
    const grow = !isSheet && sign < 0 ? -1 : 1;
    const sizes: Record<string, number> = {
      [smaller]: size - grow * KEY_STEP,
      [larger]: size + grow * KEY_STEP,
      Home: min,
      End: max,
    };
    const next = sizes[event.key];
    if (next === undefined) return;
    event.preventDefault();
    resizePane(pane, next);
    savePaneSizes();
  }

  return (
    <div
      className={`resizer resizer-${pane}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isSheet ? 'horizontal' : 'vertical'}
      aria-controls={controls}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={drag}
      onKeyDown={moveWithKeys}
      onDoubleClick={() => {
        resizePane(pane, initial);
        savePaneSizes();
      }}
    />
  );
}
