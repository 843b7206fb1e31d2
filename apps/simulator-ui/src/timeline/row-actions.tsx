import { useId, useState } from 'react';
import { announce } from '../ui/announcer.js';
import { reportProblem } from '../app/problem-bar.js';
import { useStationInput } from '../station/station-context.js';
import { frameRemarks, freshCall } from './frame-check.js';
import type { ExchangeRow } from './row.js';

/** What can be done with an exchange: copied, sent again, changed and sent. */
export function RowActions({ row }: { row: ExchangeRow }) {
  const input = useStationInput();
  const [draft, setDraft] = useState<string | null>(null);
  const { action, payload, from, text, answer } = row;

  async function copy(): Promise<void> {
    const frames = [text, ...(answer === null ? [] : [answer.text])].join('\n');
    try {
      // Absent on a page without https.
      await navigator.clipboard.writeText(frames);
      announce('Copied');
    } catch {
      reportProblem('The browser does not let the page copy. Mark the text and copy it by hand.');
    }
  }

  function edit(): void {
    setDraft(from === 'station' ? freshCall(action, payload, `by-hand-${Date.now()}`) : (answer?.text ?? ''));
  }

  return (
    <>
      <div className="action-row">
        <button type="button" className="button button-small" onClick={() => void copy()}>
          Copy
        </button>
        {from === 'station' && (
          <button
            type="button"
            className="button button-small"
            onClick={() => void input({ type: 'callRequested', action, payload })}
          >
            Send again
          </button>
        )}
        <button type="button" className="button button-small" aria-expanded={draft !== null} onClick={edit}>
          {from === 'station' ? 'Edit and send' : 'Edit the answer and send'}
        </button>
      </div>
      {draft !== null && <FrameEditor text={draft} onChange={setDraft} onClose={() => setDraft(null)} />}
    </>
  );
}

interface EditorProps {
  text: string;
  onChange: (text: string) => void;
  onClose: () => void;
}

/** A frame by hand. What is wrong with it is said, and it can be sent all the same. */
function FrameEditor({ text, onChange, onClose }: EditorProps) {
  const input = useStationInput();
  const textId = useId();
  const noteId = useId();
  const remarks = frameRemarks(text);
  return (
    <div className="frame-editor">
      <label htmlFor={textId}>Frame</label>
      <textarea
        id={textId}
        className="input"
        rows={Math.min(16, text.split('\n').length + 1)}
        spellCheck={false}
        autoFocus
        value={text}
        aria-describedby={noteId}
        onChange={({ target }) => onChange(target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
      />
      <ul id={noteId} className="field-problem" aria-live="polite">
        {remarks.map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
      </ul>
      <div className="action-row">
        <button
          type="button"
          className="button button-small button-primary"
          onClick={() => void input({ type: 'frameSubmitted', text: compact(text) })}
        >
          {remarks.length === 0 ? 'Send' : 'Send all the same'}
        </button>
        <button type="button" className="button button-small" onClick={onClose}>
          Cancel
        </button>
      </div>
    </div>
  );
}

/** JSON goes without the line breaks that were for reading; anything else goes as it is. */
function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
