import { useId } from 'react';
import type { InputHTMLAttributes } from 'react';

interface TextFieldProps extends Pick<InputHTMLAttributes<HTMLInputElement>, 'type' | 'maxLength' | 'readOnly'> {
  label: string;
  text: string;
  /** What is wrong with it; null: nothing. */
  problem?: string | null | undefined;
  onChange: (text: string) => void;
}

/** A text as it is typed, and beside it what is wrong. */
export function TextField({ label, text, problem = null, onChange, ...input }: TextFieldProps) {
  const inputId = useId();
  const noteId = useId();
  return (
    <div className="field">
      <label htmlFor={inputId}>{label}</label>
      <input
        {...input}
        id={inputId}
        className="input"
        autoComplete="off"
        spellCheck={false}
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
