import { useId } from 'react';

interface NumberFieldProps {
  label: string;
  /** `ms`, `%` */
  unit: string;
  /** As typed. */
  text: string;
  /** What is wrong with it; null: nothing. */
  problem: string | null;
  onChange: (text: string) => void;
}

/** A number as it is typed, with its unit, and beside it what is wrong. */
export function NumberField({ label, unit, text, problem, onChange }: NumberFieldProps) {
  const inputId = useId();
  const noteId = useId();
  return (
    <div className="field">
      <label htmlFor={inputId}>
        {label} ({unit})
      </label>
      <input
        id={inputId}
        className="input"
        inputMode="decimal"
        autoComplete="off"
        value={text}
        aria-invalid={problem !== null}
        aria-describedby={noteId}
        onChange={({ target }) => onChange(target.value)}
      />
      <span id={noteId} className="field-problem" aria-live="polite">
        {problem}
      </span>
    </div>
  );
}
