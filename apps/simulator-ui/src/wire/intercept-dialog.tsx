import { v16 } from '@simulator/ocpp';
import type { WireRules } from '@simulator/station-runner/browser';
import { useId, useState } from 'react';
import { Dialog } from '../ui/dialog.js';
import { Segments } from '../ui/segments.js';
import { useWire } from './wire-rules.js';
import './wire.css';

type Direction = NonNullable<WireRules['hold']>['direction'];

const directions: readonly { value: Direction; name: string }[] = [
  { value: 'both', name: 'Both ways' },
  { value: 'sent', name: 'Of the station' },
  { value: 'received', name: 'Of the CSMS' },
];

/** Which frames wait for a person. */
export function InterceptDialog({ onClose }: { onClose: () => void }) {
  const { rules, hold } = useWire();
  const [direction, setDirection] = useState<Direction>(rules.hold?.direction ?? 'both');
  const [action, setAction] = useState(rules.hold?.action ?? '');
  const selectId = useId();
  return (
    <Dialog title="Intercept messages" onClose={onClose}>
      <form
        className="wire-form"
        onSubmit={(event) => {
          event.preventDefault();
          hold({ direction, action: action === '' ? null : action });
          onClose();
        }}
      >
        <p className="soft">
          Matching messages wait above the timeline until you release, change, delay or drop them. The one who called
          waits for the answer as long as it always does: the station gives up after 30 s.
        </p>
        <Segments legend="Messages" options={directions} value={direction} onChange={setDirection} />
        <div className="field">
          <label htmlFor={selectId}>Action, with its answers</label>
          <select
            id={selectId}
            className="input"
            value={action}
            onChange={({ target }) => setAction(target.value)}
            data-first-focus
          >
            <option value="">All actions</option>
            {Object.keys(v16.version.actions).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
        <div className="dialog-actions">
          <button type="submit" className="button button-primary">
            Intercept
          </button>
        </div>
      </form>
    </Dialog>
  );
}
