import { useEffect, useId, useState } from 'react';
import type { ReactNode } from 'react';

const SETTLED_MS = 250;

/** A text that people type, and the same once they have stopped typing. */
export function useSettledText(): { text: string; settled: string; setText: (text: string) => void } {
  const [text, setText] = useState('');
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return { text, settled, setText };
}

export function FilterRow({ children }: { children: ReactNode }) {
  return (
    <div className="csms-filter" role="search">
      {children}
    </div>
  );
}

interface FilterTextProps {
  label: string;
  text: string;
  maxLength: number;
  onChange: (text: string) => void;
}

export function FilterText({ label, text, maxLength, onChange }: FilterTextProps) {
  const inputId = useId();
  return (
    <div className="field">
      <label htmlFor={inputId}>{label}</label>
      <input
        id={inputId}
        className="input"
        type="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={maxLength}
        value={text}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}

interface FilterChoiceProps<T extends string> {
  label: string;
  options: readonly { value: T; name: string }[];
  value: T;
  onChange: (value: T) => void;
}

export function FilterChoice<T extends string>({ label, options, value, onChange }: FilterChoiceProps<T>) {
  const selectId = useId();
  return (
    <div className="field">
      <label htmlFor={selectId}>{label}</label>
      <select id={selectId} className="input" value={value} onChange={({ target }) => onChange(target.value as T)}>
        {options.map(({ value: option, name }) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
