import type { Connector } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useStationInput } from '../station/station-context.js';
import { Dialog } from '../ui/dialog.js';
import { NumberField } from '../ui/number-field.js';
import { numberProblem, readNumber } from '../ui/number-text.js';
import { CardChoice } from './card-choice.js';
import { cardProblem, useCard } from './cards.js';

const minutesRange = { min: 1, max: 10_080, whole: true };

interface ReserveDialogProps {
  snapshot: StationSnapshot;
  connector: Connector;
  onClose: () => void;
}

/** Holds the connector for a card, as ReserveNow would (OCPP 1.6 §5.13). */
export function ReserveDialog({ snapshot: { definition, station, at }, connector, onClose }: ReserveDialogProps) {
  const input = useStationInput();
  const [idTag, setIdTag] = useState(useCard(definition.key));
  const [minutes, setMinutes] = useState('15');
  const problem = cardProblem(idTag) ?? numberProblem(minutes, minutesRange);
  const free = connector.status === 'Available';

  function reserve(event: SyntheticEvent): void {
    event.preventDefault();
    if (problem !== null || !free) return;
    const reservationId = 1 + Math.max(0, ...station.reservations.map((held) => held.reservationId));
    // The station compares with the CSMS's clock.
    const expiresAt = at + station.clock.offsetMs + readNumber(minutes) * 60_000;
    const payload = { connectorId: connector.id, idTag, reservationId, expiryDate: new Date(expiresAt).toISOString() };
    void input({ type: 'commandedLocally', action: 'ReserveNow', payload });
    onClose();
  }

  return (
    <Dialog title={`Reserve connector ${connector.id}`} onClose={onClose}>
      <form className="panel-cards" onSubmit={reserve} noValidate>
        <CardChoice idTag={idTag} onChange={setIdTag} problem={cardProblem(idTag)} demoTag={definition.demo?.idTag} />
        <NumberField
          label="For"
          unit="min"
          text={minutes}
          problem={numberProblem(minutes, minutesRange)}
          onChange={setMinutes}
        />
        {!free && <p className="field-problem">Only a connector that is Available can be reserved.</p>}
        <div className="dialog-actions">
          <button type="submit" className="button button-primary" aria-disabled={problem !== null || !free}>
            Reserve
          </button>
        </div>
      </form>
    </Dialog>
  );
}
