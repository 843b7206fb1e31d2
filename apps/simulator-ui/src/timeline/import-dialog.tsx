import { readCapture } from '@simulator/station-runner/capture';
import { useId, useState } from 'react';
import { Dialog } from '../ui/dialog.js';
import { ExchangeLog } from './exchanges.js';
import type { Capture } from './timeline.js';

/** Rows that are paired before the page gets a breath. */
const CHUNK = 2_000;

interface ImportDialogProps {
  onClose: () => void;
  onCapture: (capture: Capture) => void;
}

/** A timeline from a file, to look at and to replay. The live one goes on meanwhile. */
export function ImportDialog({ onClose, onCapture }: ImportDialogProps) {
  const inputId = useId();
  const noteId = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function take(file: File): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const outcome = readCapture(await file.text());
      if (!outcome.ok) return setProblem(`${file.name}: ${outcome.problem}. Nothing was imported.`);
      const log = new ExchangeLog();
      for (let from = 0; from < outcome.entries.length; from += CHUNK) {
        log.append(outcome.entries.slice(from, from + CHUNK));
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      onCapture({ name: file.name, log });
      onClose();
    } catch {
      setProblem(`${file.name}: the browser cannot read it.`);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title="Import a timeline" onClose={onClose}>
      <div className="field">
        <label htmlFor={inputId}>A JSONL file of this page, or a HAR with WebSocket messages</label>
        <input
          id={inputId}
          type="file"
          accept=".jsonl,.har,.json,application/json"
          className="file"
          aria-invalid={problem !== null}
          aria-describedby={noteId}
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file !== undefined) void take(file);
            // The same file, mended, can be taken again.
            target.value = '';
          }}
        />
        <span id={noteId} className="field-problem" aria-live="polite">
          {problem}
        </span>
        {busy && <span className="soft">Reading…</span>}
      </div>
    </Dialog>
  );
}
