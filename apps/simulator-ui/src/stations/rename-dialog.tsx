import type { StationSummary } from '@simulator/station-runner/browser';
import { useId, useState } from 'react';
import type { SyntheticEvent } from 'react';
import { reportProblem } from '../app/problem-bar.js';
import { useSimulator } from '../app/simulator-context.js';
import { Dialog } from '../ui/dialog.js';

const MAX_NAME_LENGTH = 60;

export function RenameDialog({ station, onClose }: { station: StationSummary; onClose: () => void }) {
  const simulator = useSimulator();
  const [name, setName] = useState(station.name);
  const inputId = useId();
  const isEmpty = name.trim() === '';

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (isEmpty) return;
    rename().then(onClose, reportProblem);
  }

  /** The list knows the name only; the definition comes with the first snapshot. */
  async function rename(): Promise<void> {
    const { definition } = await simulator.feed(station.key).firstSnapshot();
    await simulator.client.updateDefinition({ ...definition, name: name.trim() });
  }

  return (
    <Dialog title={`Rename ${station.name}`} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="field">
          <label htmlFor={inputId}>Name</label>
          <input
            id={inputId}
            className="input"
            value={name}
            maxLength={MAX_NAME_LENGTH}
            aria-invalid={isEmpty}
            onChange={({ target }) => setName(target.value)}
          />
          {isEmpty && <span className="connect-problem">A station needs a name.</span>}
        </div>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" disabled={isEmpty}>
            Rename
          </button>
        </div>
      </form>
    </Dialog>
  );
}
