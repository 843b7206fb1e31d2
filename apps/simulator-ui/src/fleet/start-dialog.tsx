import type { StationSummary } from '@simulator/station-runner/browser';
import { useId, useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { Dialog } from '../ui/dialog.js';
import { startCharging } from './bulk-actions.js';
import { cardsProblem } from './fleet-plan.js';

interface StartDialogProps {
  stations: readonly StationSummary[];
  onStarted: () => void;
  onClose: () => void;
}

/** A car and a card at the first connector of each station that is shown. */
export function StartDialog({ stations, onStarted, onClose }: StartDialogProps) {
  const { client } = useSimulator();
  const inputId = useId();
  const [card, setCard] = useState('TAG-1');
  const [failure, setFailure] = useState('');
  const problem = cardsProblem(card);

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (problem !== null) return;
    startCharging(client, stations, card.trim()).then(
      () => {
        onStarted();
        onClose();
      },
      (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
    );
  }

  return (
    <Dialog title={`Start charging at ${stations.length} stations`} onClose={onClose}>
      <form className="fleet-form" noValidate onSubmit={submit}>
        <div className="field">
          <label htmlFor={inputId}>Card that all of them present</label>
          <input
            id={inputId}
            className="input"
            autoComplete="off"
            spellCheck={false}
            value={card}
            aria-invalid={problem !== null}
            onChange={({ target }) => setCard(target.value)}
          />
          <span className="field-problem">{problem ?? failure}</span>
        </div>
        <p className="soft">The CSMS must accept it. Ours keeps cards in the tab CSMS, under Id tokens.</p>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" aria-disabled={problem !== null}>
            Start
          </button>
        </div>
      </form>
    </Dialog>
  );
}
