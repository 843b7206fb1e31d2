import type { StationSummary } from '@simulator/station-runner/browser';
import { useState } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { Dialog } from '../ui/dialog.js';

/** Removing stops what runs first, so that the CSMS is not left with a transaction that never ends. */
export function RemoveDialog({ station, onClose }: { station: StationSummary; onClose: () => void }) {
  const { client } = useSimulator();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  function remove(force: boolean): void {
    setBusy(true);
    client.removeStation(station.key, { force }).then(onClose, (error: unknown) => {
      setBusy(false);
      setProblem(error instanceof Error ? error.message : String(error));
    });
  }

  return (
    <Dialog title={`Remove ${station.name}?`} onClose={onClose}>
      <p>Its state and history are deleted from this browser. A transaction that runs is stopped first.</p>
      {problem !== null && (
        <p className="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose} data-first-focus>
          Keep it
        </button>
        {problem !== null && (
          <button type="button" className="button button-danger" disabled={busy} onClick={() => remove(true)}>
            Remove all the same
          </button>
        )}
        <button type="button" className="button button-danger" disabled={busy} onClick={() => remove(false)}>
          {busy ? 'Stopping and removing…' : problem === null ? 'Remove' : 'Try again'}
        </button>
      </div>
    </Dialog>
  );
}
