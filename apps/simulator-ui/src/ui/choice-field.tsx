import { useId } from 'react';

interface ChoiceFieldProps<T extends string> {
  label: string;
  options: readonly { value: T; name: string }[];
  value: T;
  onChange: (value: T) => void;
}

/** Options that are called what they are. */
export const optionsOf = <T extends string>(values: readonly T[]): { value: T; name: string }[] =>
  values.map((value) => ({ value, name: value }));

/** One of several, as a list that opens. */
export function ChoiceField<T extends string>({ label, options, value, onChange }: ChoiceFieldProps<T>) {
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
