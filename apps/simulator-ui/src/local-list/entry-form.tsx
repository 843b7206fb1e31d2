import { useId, useState } from 'react';
import { entryProblems, tagStatuses } from './list-update.js';
import type { EntryTexts } from './list-update.js';

interface EntryFormProps {
  /** What the form begins with. */
  entry: EntryTexts;
  /** The card of an entry that is there already stays. */
  isNew: boolean;
  /** Why the list cannot take it; null: it can. */
  blocked: string | null;
  onPut: (entry: EntryTexts) => void;
  onCancel: () => void;
}

/** An entry of the local list: card, status, parent id, expiry. */
export function EntryForm({ entry, isNew, blocked, onPut, onCancel }: EntryFormProps) {
  const [texts, setTexts] = useState(entry);
  const problems = entryProblems(texts);
  const isRight = blocked === null && problems.idTag === null && problems.parentIdTag === null;
  const set = (change: Partial<EntryTexts>) => setTexts({ ...texts, ...change });
  const statusId = useId();
  const expiresId = useId();
  return (
    <form
      className="entry-form"
      aria-label={isNew ? 'New card on the list' : `Card ${entry.idTag} on the list`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isRight) onPut(texts);
      }}
    >
      <TextField
        label="Card (idTag)"
        text={texts.idTag}
        // Nobody has typed a wrong card into a field that is still empty.
        problem={texts.idTag === '' ? null : problems.idTag}
        readOnly={!isNew}
        onChange={(idTag) => set({ idTag })}
      />
      <div className="field">
        <label htmlFor={statusId}>Status</label>
        <select
          id={statusId}
          className="input"
          value={texts.status}
          onChange={({ target }) => set({ status: target.value as EntryTexts['status'] })}
        >
          {tagStatuses.map((status) => (
            <option key={status}>{status}</option>
          ))}
        </select>
      </div>
      <TextField
        label="Parent id (empty for none)"
        text={texts.parentIdTag}
        problem={problems.parentIdTag}
        onChange={(parentIdTag) => set({ parentIdTag })}
      />
      <div className="field">
        <label htmlFor={expiresId}>Expires (empty for never)</label>
        <input
          id={expiresId}
          className="input"
          type="datetime-local"
          value={texts.expires}
          onChange={({ target }) => set({ expires: target.value })}
        />
      </div>
      <div className="action-row">
        <button type="submit" className="button button-primary" aria-disabled={!isRight}>
          {isNew ? 'Put it on the list' : 'Change the entry'}
        </button>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
        <span className="field-problem">{blocked}</span>
      </div>
    </form>
  );
}

interface TextFieldProps {
  label: string;
  text: string;
  problem: string | null;
  readOnly?: boolean;
  onChange: (text: string) => void;
}

function TextField({ label, text, problem, readOnly = false, onChange }: TextFieldProps) {
  const inputId = useId();
  const noteId = useId();
  return (
    <div className="field">
      <label htmlFor={inputId}>{label}</label>
      <input
        id={inputId}
        className="input"
        autoComplete="off"
        spellCheck={false}
        value={text}
        readOnly={readOnly}
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
