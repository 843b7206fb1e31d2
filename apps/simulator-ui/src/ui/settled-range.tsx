import { useId, useState } from 'react';

interface SettledRangeProps {
  /** What the handle stands for, in words. */
  label: (value: number) => string;
  min: number;
  max: number;
  value: number;
  onSettle: (value: number) => Promise<void>;
}

/** A slider whose value counts when it is let go: while the handle is dragged it leads, then the station does. */
export function SettledRange({ label, min, max, value, onSettle }: SettledRangeProps) {
  const inputId = useId();
  const [dragged, setDragged] = useState<number | null>(null);
  const shown = dragged ?? value;

  function settle(): void {
    if (dragged === null) return;
    void onSettle(dragged).then(() => setDragged(null));
  }

  return (
    <div className="field">
      <label htmlFor={inputId}>{label(shown)}</label>
      <input
        id={inputId}
        className="range"
        type="range"
        min={min}
        max={max}
        value={shown}
        onChange={({ target }) => setDragged(Number(target.value))}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
    </div>
  );
}
