import { useState } from 'react';
import { ChoiceField, optionsOf } from '../ui/choice-field.js';
import { TextField } from '../ui/text-field.js';
import { entryProblems, tagStatuses } from './list-update.js';
import type { EntryTexts } from './list-update.js';

const statuses = optionsOf(tagStatuses);

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
      <ChoiceField label="Status" options={statuses} value={texts.status} onChange={(status) => set({ status })} />
      <TextField
        label="Parent id (empty for none)"
        text={texts.parentIdTag}
        problem={problems.parentIdTag}
        onChange={(parentIdTag) => set({ parentIdTag })}
      />
      <TextField
        label="Expires (empty for never)"
        type="datetime-local"
        text={texts.expires}
        onChange={(expires) => set({ expires })}
      />
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
