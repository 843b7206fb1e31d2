import { useId } from 'react';
import { frameRemarks } from '../timeline/frame-check.js';
import type { Edited } from './completion.js';
import { JsonEditor } from './json-editor.js';

interface FrameEditorProps {
  text: string;
  /** Of an answer: the action it answers. */
  answerTo?: string | null;
  /** Who is to send it; null: either. */
  sender?: 'station' | 'csms' | null;
  /** On the button; what is wrong with the frame never keeps it from going. */
  sendName?: string;
  onChange: (text: string) => void;
  onSend: (text: string) => void;
  onClose: () => void;
}

/** A frame by hand. What is wrong with it is said, and it can be sent all the same. */
export function FrameEditor(props: FrameEditorProps) {
  const { text, answerTo = null, sender = 'station', sendName = 'Send', onChange, onSend, onClose } = props;
  const noteId = useId();
  const remarks = frameRemarks(text, sender);
  const edited: Edited = { kind: 'frame', answerTo, sender };
  const send = () => onSend(compact(text));
  return (
    <div className="frame-editor">
      <JsonEditor
        label="Frame"
        text={text}
        edited={edited}
        describedBy={noteId}
        autoFocus
        onChange={onChange}
        onEscape={onClose}
        onSubmit={send}
      />
      <ul id={noteId} className="field-problem" aria-live="polite">
        {remarks.map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
      </ul>
      <div className="action-row">
        <button type="button" className="button button-small button-primary" onClick={send}>
          {remarks.length === 0 ? sendName : `${sendName} all the same`}
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
