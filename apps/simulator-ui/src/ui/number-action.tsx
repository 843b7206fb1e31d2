import { useState } from 'react';
import { NumberField } from './number-field.js';
import { numberProblem, readNumber } from './number-text.js';
import type { NumberRange } from './number-text.js';

interface NumberActionProps {
  label: string;
  unit: string;
  range: NumberRange;
  initial: string;
  button: string;
  /** Why it cannot be done now. */
  blocked?: string | null;
  onApply: (value: number) => Promise<void>;
}

/** A number, and the button that makes it so. */
export function NumberAction({ label, unit, range, initial, button, blocked = null, onApply }: NumberActionProps) {
  const [text, setText] = useState(initial);
  const problem = blocked ?? numberProblem(text, range);
  return (
    <form
      className="number-action"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null) void onApply(readNumber(text));
      }}
    >
      <NumberField label={label} unit={unit} text={text} problem={problem} onChange={setText} />
      <button type="submit" className="button" aria-disabled={problem !== null}>
        {button}
      </button>
    </form>
  );
}
