import { useId } from 'react';

interface SegmentsProps<T extends string> {
  legend: string;
  options: readonly { value: T; name: string }[];
  value: T;
  onChange: (value: T) => void;
}

/** A choice of a few, side by side: radio buttons. */
export function Segments<T extends string>({ legend, options, value, onChange }: SegmentsProps<T>) {
  const group = useId();
  return (
    <fieldset className="segments">
      <legend>{legend}</legend>
      <div className="segments-row">
        {options.map((option) => (
          <label key={option.value} className="segment">
            <input
              type="radio"
              name={group}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
