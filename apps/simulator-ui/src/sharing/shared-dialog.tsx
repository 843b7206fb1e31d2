import { useEffect, useId, useState } from 'react';
import type { SyntheticEvent } from 'react';
import { selectStation } from '../app/selection.js';
import { useSimulator } from '../app/simulator-context.js';
import { readCsmsTarget, stationIdProblem } from '../connect/csms-target.js';
import { newStation } from '../connect/new-station.js';
import { keepScenario } from '../scenarios/own-scenarios.js';
import { Dialog } from '../ui/dialog.js';
import { useStore } from '../ui/store.js';
import { readShareLink } from './share-link.js';
import type { ReadLink, SharedStation } from './share-link.js';
import './sharing.css';

/** A station that somebody shared: looked at before it is added, and connected nowhere until then. */
export function SharedDialog({ hash, onClose }: { hash: string; onClose: () => void }) {
  const ready = useStore(useSimulator().ready);
  const [read, setRead] = useState<ReadLink | null>(null);

  useEffect(() => {
    void readShareLink(hash).then(setRead);
  }, [hash]);

  if (read === null || !ready) return null;
  return (
    <Dialog title="A shared station" onClose={onClose}>
      {read.ok ? (
        <SharedForm shared={read.shared} onClose={onClose} />
      ) : (
        <div className="transfer">
          <p role="alert" className="field-problem">
            {read.problem}
          </p>
          <div className="dialog-actions">
            <button type="button" className="button" onClick={onClose}>
              Go on without it
            </button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function SharedForm({ shared, onClose }: { shared: SharedStation; onClose: () => void }) {
  const { client } = useSimulator();
  const { name, csmsUrl, config, relayed, scenario } = shared;
  const [stationId, setStationId] = useState(config.id);
  const [failure, setFailure] = useState('');
  const inputId = useId();
  const target = readCsmsTarget(`${csmsUrl}/`, {
    page: { protocol: relayed ? 'http:' : location.protocol },
    proposedId: 'x',
  });
  const problem = stationIdProblem(stationId) ?? (target.ok ? null : target.problem);

  async function add(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    if (problem !== null) return;
    const made = newStation({ name, csmsUrl, stationId });
    const definition = { ...made, config: { ...config, id: stationId }, ...(relayed ? { relay: {} } : {}) };
    try {
      await client.addStation(definition);
      if (scenario !== undefined) keepScenario(scenario);
      selectStation(definition.key);
      onClose();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <form className="transfer" noValidate onSubmit={(event) => void add(event)}>
      <p>
        “{name}”, {config.connectors.length} {config.connectors.length === 1 ? 'connector' : 'connectors'}, seed{' '}
        <code>{config.seed}</code>
        {scenario !== undefined && `, with the scenario “${scenario.name}”`}. It will connect to <code>{csmsUrl}</code>
        {relayed && ' through the relay'}.
      </p>
      <div className="field">
        <label htmlFor={inputId}>Station id</label>
        <input
          id={inputId}
          className="input"
          autoComplete="off"
          spellCheck={false}
          value={stationId}
          aria-invalid={problem !== null}
          onChange={({ target: { value } }) => setStationId(value)}
        />
        <span className="field-problem">{problem}</span>
      </div>
      <p className="soft">Two stations with the same id take the line away from each other.</p>
      {failure !== '' && (
        <p className="field-problem" role="alert">
          {failure}
        </p>
      )}
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          Leave it
        </button>
        <button type="submit" className="button button-primary" aria-disabled={problem !== null}>
          Add and connect
        </button>
      </div>
    </form>
  );
}
