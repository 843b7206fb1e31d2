import { useId, useRef } from 'react';
import { CurvePlot } from './curve-plot.js';
import { MOST_POINTS, addPoint, curveProblem, movePoint, pointProblems, removePoint } from './curve-texts.js';
import type { CurveTexts, PointProblems, PointTexts } from './curve-texts.js';

interface CurveEditorProps {
  texts: CurveTexts;
  /** Of the car that it is made from. */
  original: CurveTexts;
  limitKw: number | null;
  onChange: (texts: CurveTexts) => void;
}

/** A charging curve: drawn and dragged, and the same points as numbers. */
export function CurveEditor({ texts, original, limitKw, onChange }: CurveEditorProps) {
  const frame = useRef<HTMLFieldSetElement>(null);
  const problems = pointProblems(texts);
  const isRight = curveProblem(texts) === null;
  const isChanged = JSON.stringify(texts) !== JSON.stringify(original);
  const widest = isRight && texts.length < MOST_POINTS ? addPoint(texts) : null;

  /** The point that a person works on keeps the focus. */
  function focusPoint(index: number): void {
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-point="${index}"]`)?.focus());
  }

  function add(at?: { soc: number; kw: number }): void {
    const added = isRight ? addPoint(texts, at) : null;
    if (added === null) return;
    onChange(added.texts);
    focusPoint(added.index);
  }

  function remove(index: number): void {
    const left = removePoint(texts, index);
    if (left === texts) return;
    onChange(left);
    focusPoint(Math.min(index, left.length - 1));
  }

  return (
    <fieldset ref={frame} className="curve-editor">
      <legend>Charging curve</legend>
      <p className="soft">
        Drag a point, or move it with the arrow keys (Shift: further). A double click adds one, Delete removes it.
      </p>
      <CurvePlot
        texts={texts}
        limitKw={limitKw}
        onMove={(index, to) => onChange(movePoint(texts, index, to))}
        onAdd={add}
        onRemove={remove}
      />
      {limitKw !== null && <p className="soft">Dashed: the most that the car takes with DC, {limitKw} kW.</p>}
      <ol className="curve-points">
        {texts.map((point, index) => (
          <PointRow
            key={index}
            number={index + 1}
            point={point}
            problems={problems[index]!}
            isEnd={index === 0 || index === texts.length - 1}
            onChange={(changed) => onChange(texts.map((other, at) => (at === index ? changed : other)))}
            onRemove={() => remove(index)}
          />
        ))}
      </ol>
      <div className="action-row">
        <button type="button" className="button" aria-disabled={widest === null} onClick={() => add()}>
          Add a point
        </button>
        <button
          type="button"
          className="button"
          aria-disabled={!isChanged}
          onClick={() => isChanged && onChange(original)}
        >
          Back to the car’s own curve
        </button>
      </div>
    </fieldset>
  );
}

interface PointRowProps {
  /** From 1. */
  number: number;
  point: PointTexts;
  problems: PointProblems;
  isEnd: boolean;
  onChange: (point: PointTexts) => void;
  onRemove: () => void;
}

function PointRow({ number, point, problems, isEnd, onChange, onRemove }: PointRowProps) {
  const noteId = useId();
  const field = (name: keyof PointTexts, label: string) => ({
    className: 'input',
    inputMode: 'decimal' as const,
    autoComplete: 'off',
    value: point[name],
    'aria-label': `${label}, point ${number}`,
    'aria-invalid': problems[name] !== null,
    'aria-describedby': noteId,
    onChange: ({ target }: { target: HTMLInputElement }) => onChange({ ...point, [name]: target.value }),
  });
  return (
    <li data-testid="curve-point">
      <input {...field('soc', 'State of charge (%)')} readOnly={isEnd} />
      <span aria-hidden="true">%</span>
      <input {...field('kw', 'Power (kW)')} />
      <span aria-hidden="true">kW</span>
      {isEnd ? (
        <span />
      ) : (
        <button type="button" className="button button-small" aria-label={`Remove point ${number}`} onClick={onRemove}>
          Remove
        </button>
      )}
      <span id={noteId} className="field-problem" aria-live="polite">
        {[problems.soc, problems.kw].filter(Boolean).join('. ')}
      </span>
    </li>
  );
}
