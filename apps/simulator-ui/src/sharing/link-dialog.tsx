import type { Scenario } from '@simulator/station';
import { useEffect, useId, useState } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { ownScenarios } from '../scenarios/own-scenarios.js';
import { announce } from '../ui/announcer.js';
import { Dialog } from '../ui/dialog.js';
import { useStore } from '../ui/store.js';
import { shareable, shareLink } from './share-link.js';
import './sharing.css';

/** A link to a station like this one. */
export function LinkDialog({ stationKey, onClose }: { stationKey: string; onClose: () => void }) {
  const snapshot = useStore(useSimulator().feed(stationKey).snapshot);
  const scenarios = useStore(ownScenarios);
  const [scenario, setScenario] = useState<Scenario | undefined>();
  const [link, setLink] = useState('');
  const linkId = useId();
  const scenarioId = useId();
  const definition = snapshot?.definition;
  // Definitions are replaced as a whole with each snapshot.
  const text = definition && JSON.stringify(definition);

  useEffect(() => {
    if (text === undefined) return;
    const page = `${location.origin}${location.pathname}`;
    void shareLink(page, shareable(JSON.parse(text) as NonNullable<typeof definition>, scenario)).then(setLink);
  }, [text, scenario]);

  return (
    <Dialog title={`Share ${definition?.name ?? ''}`} onClose={onClose}>
      <div className="transfer">
        <p>
          The link describes the station, its configuration and its seed. Passwords, keys, certificates, headers and the
          running state are not in it, and the part after # is sent to no server.
        </p>
        {scenarios.length > 0 && (
          <div className="field">
            <label htmlFor={scenarioId}>With a scenario of yours</label>
            <select
              id={scenarioId}
              className="input"
              value={scenario?.name ?? ''}
              onChange={({ target }) => setScenario(scenarios.find(({ name }) => name === target.value))}
            >
              <option value="">none</option>
              {scenarios.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </div>
        )}
        <div className="field">
          <label htmlFor={linkId}>Link</label>
          <input
            id={linkId}
            className="input"
            readOnly
            value={link}
            data-first-focus
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        </div>
        <div className="action-row">
          <button
            type="button"
            className="button button-primary"
            onClick={() =>
              void navigator.clipboard.writeText(link).then(
                () => announce('The link is copied.'),
                () => announce('The browser does not let the page copy: select the link and copy it.'),
              )
            }
          >
            Copy the link
          </button>
        </div>
      </div>
    </Dialog>
  );
}
