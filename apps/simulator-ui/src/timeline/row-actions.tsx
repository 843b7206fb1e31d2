import { useState } from 'react';
import { reportProblem } from '../app/problem-bar.js';
import { FrameEditor } from '../editor/frame-editor.js';
import { useStationInput } from '../station/station-context.js';
import { announce } from '../ui/announcer.js';
import { freshCall } from './frame-check.js';
import type { ExchangeRow } from './row.js';
import { useTimelineTools } from './timeline-tools.js';

/** What can be done with an exchange: copied, compared, sent again, changed and sent, taken for every answer to come. */
export function RowActions({ row }: { row: ExchangeRow }) {
  const input = useStationInput();
  const { live, compared, onCompare, onAlwaysAnswer } = useTimelineTools();
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
        <Button name="Copy" onClick={() => void copy()} />
        {live && from === 'station' && (
          <Button name="Send again" onClick={() => void input({ type: 'callRequested', action, payload })} />
        )}
        {live && (
          <Button
            name={from === 'station' ? 'Edit and send' : 'Edit the answer and send'}
            expanded={draft !== null}
            onClick={edit}
          />
        )}
        {live && from === 'csms' && <Button name="Always answer with…" onClick={() => onAlwaysAnswer(row)} />}
        <Button
          name={
            compared === null || compared.number === row.number ? 'Compare with…' : `Compare with ${compared.action}`
          }
          pressed={compared?.number === row.number}
          onClick={() => onCompare(row)}
        />
      </div>
      {draft !== null && (
        <FrameEditor
          text={draft}
          answerTo={from === 'csms' ? action : null}
          onChange={setDraft}
          onSend={(frame) => void input({ type: 'frameSubmitted', text: frame })}
          onClose={() => setDraft(null)}
        />
      )}
    </>
  );
}

interface ButtonProps {
  name: string;
  expanded?: boolean;
  pressed?: boolean;
  onClick: () => void;
}

function Button({ name, expanded, pressed, onClick }: ButtonProps) {
  return (
    <button
      type="button"
      className="button button-small"
      aria-expanded={expanded}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {name}
    </button>
  );
}
