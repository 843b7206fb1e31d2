import { useState } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { Dialog } from '../ui/dialog.js';

/** Removing many stations; what runs at them is stopped first. */
export function RemoveManyDialog({ keys, onClose }: { keys: readonly string[]; onClose: () => void }) {
  const { client } = useSimulator();
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  function remove(force: boolean): void {
    setBusy(true);
    client.removeMany(keys, { force }).then(onClose, (error: unknown) => {
      setBusy(false);
      setProblem(error instanceof Error ? error.message : String(error));
    });
  }

  return (
    <Dialog title={`Remove ${keys.length} stations?`} onClose={onClose}>
      <p>Their state and history are deleted from this browser. Transactions that run are stopped first.</p>
      <p className="field-problem" role="alert">
        {problem}
      </p>
      <div className="dialog-actions">
        <button type="button" className="button" data-first-focus onClick={onClose}>
          Keep them
        </button>
        <button type="button" className="button button-danger" disabled={busy} onClick={() => remove(problem !== '')}>
          {busy ? 'Stopping and removing…' : problem === '' ? 'Remove them' : 'Remove them all the same'}
        </button>
      </div>
    </Dialog>
  );
}
