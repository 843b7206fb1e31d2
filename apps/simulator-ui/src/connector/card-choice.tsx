import { useId } from 'react';
import { MAX_TAG_LENGTH } from './cards.js';

interface CardChoiceProps {
  idTag: string;
  onChange: (idTag: string) => void;
  problem: string | null;
  /** The card that the demo's CSMS knows. */
  demoTag: string | undefined;
}

/** Which card the driver holds to the reader. */
export function CardChoice({ idTag, onChange, problem, demoTag }: CardChoiceProps) {
  const inputId = useId();
  const noteId = useId();
  return (
    <div className="field card-choice">
      <label htmlFor={inputId}>Card (idTag)</label>
      <input
        id={inputId}
        className="input"
        value={idTag}
        maxLength={MAX_TAG_LENGTH + 10}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== null}
        aria-describedby={noteId}
        onChange={({ target }) => onChange(target.value)}
      />
      <span id={noteId} className="card-note">
        {problem !== null && <span className="connect-problem">{problem}</span>}
        {problem === null && demoTag !== undefined && idTag !== demoTag && (
          <button type="button" className="button button-small button-quiet" onClick={() => onChange(demoTag)}>
            Take the demo’s card, {demoTag}
          </button>
        )}
      </span>
    </div>
  );
}
