import { configurationProblem } from '@simulator/station';
import type { Station } from '@simulator/station';
import { useId, useRef, useState } from 'react';
import { useStationInput } from '../station/station-context.js';
import { flagsOf, kindOf } from './key-rows.js';
import type { KeyRow } from './key-rows.js';

/** A key, its value, its flags; opened, a field that checks as the station does. */
export function KeyItem({ found, station }: { found: KeyRow; station: Station }) {
  const [editing, setEditing] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { key, row, value } = found;

  function close(): void {
    setEditing(false);
    // The field is gone: the focus goes back to where it came from.
    requestAnimationFrame(() => opener.current?.focus());
  }

  return (
    <li className="key" data-testid="configuration-key" data-key={key}>
      <div className="key-head">
        <span className="key-name">{key}</span>
        {flagsOf(found).map((flag) => (
          <span key={flag} className="key-flag">
            {flag}
          </span>
        ))}
      </div>
      {editing ? (
        <KeyEditor found={found} station={station} onClose={close} />
      ) : (
        <div className="key-value">
          <code>{row.writeOnly === true ? (found.changed ? '••••' : '(none)') : value === '' ? '(empty)' : value}</code>
          {row.readonly !== true && (
            <button
              ref={opener}
              type="button"
              className="button button-small"
              aria-label={`Change ${key}`}
              onClick={() => setEditing(true)}
            >
              Change
            </button>
          )}
        </div>
      )}
    </li>
  );
}

interface EditorProps {
  found: KeyRow;
  station: Station;
  onClose: () => void;
}

function KeyEditor({ found: { key, row, value }, station, onClose }: EditorProps) {
  const input = useStationInput();
  const [text, setText] = useState(value);
  const noteId = useId();
  const problem = configurationProblem(station, key, text);
  const field = {
    className: 'input',
    value: text,
    autoFocus: true,
    'aria-label': key,
    'aria-invalid': problem !== null,
    'aria-describedby': noteId,
  };
  return (
    <form
      className="key-editor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null) void input({ type: 'configurationChanged', key, value: text }).then(onClose);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      {row.type === 'boolean' ? (
        <select {...field} onChange={({ target }) => setText(target.value)}>
          <option>true</option>
          <option>false</option>
        </select>
      ) : (
        <input
          {...field}
          inputMode={row.type === 'integer' ? 'numeric' : 'text'}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setText(target.value)}
        />
      )}
      <div className="action-row">
        <button
          type="submit"
          className="button button-primary"
          aria-label={`Set ${key}`}
          aria-disabled={problem !== null}
        >
          Set
        </button>
        {row.writeOnly !== true && text !== row.default && (
          <button type="button" className="button button-quiet" onClick={() => setText(row.default)}>
            Default: {row.default === '' ? '(empty)' : row.default}
          </button>
        )}
        <button type="button" className="button button-quiet" onClick={onClose}>
          Cancel
        </button>
      </div>
      <p id={noteId} aria-live="polite" className={problem === null ? 'soft' : 'field-problem'}>
        {problem === null ? `Takes ${kindOf(row)}.` : `${key}${sentence(problem)}.`}
        {problem === null && row.reboot === true && ' In force after the next restart.'}
      </p>
    </form>
  );
}

/** Reasons of the engine follow the name of the key: “must be …”, “is read-only”; those about an entry stand alone. */
const sentence = (problem: string) => (/^(must|is|has|cannot)\b/.test(problem) ? ` ${problem}` : `: ${problem}`);
