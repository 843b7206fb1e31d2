import { useId, useState } from 'react';
import type { SyntheticEvent } from 'react';
import { readCsmsTarget } from './csms-target.js';
import type { CsmsTarget, CsmsTargetProblem } from './csms-target.js';
import { proposeStationId } from './new-station.js';
import './connect.css';

interface ConnectFormProps {
  initialAddress?: string;
  submitName: string;
  busy: boolean;
  onSubmit: (target: CsmsTarget) => void;
}

/** One field for the address of a CSMS; beside it what will be used, or what is wrong. */
export function ConnectForm({ initialAddress = '', submitName, busy, onSubmit }: ConnectFormProps) {
  const [address, setAddress] = useState(initialAddress);
  const [lastPartIs, setLastPartIs] = useState<'id' | 'path' | null>(null);
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const [relayed, setRelayed] = useState(false);
  const [proposedId] = useState(proposeStationId);
  const inputId = useId();
  const noteId = useId();

  // The relay's connections are not the browser's.
  const page = { protocol: relayed ? 'http:' : location.protocol };
  const target = readCsmsTarget(address, { page, proposedId, ...(lastPartIs === null ? {} : { lastPartIs }) });
  const showsProblem = !target.ok && (wasSubmitted || address.trim() !== '');

  function change(text: string): void {
    setAddress(text);
    setLastPartIs(null);
    setRelayed(false);
  }

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    setWasSubmitted(true);
    if (target.ok) onSubmit(relayed ? { ...target, relayed } : target);
    else document.getElementById(inputId)?.focus();
  }

  return (
    <form className="connect-form" onSubmit={submit} noValidate>
      <div className="field">
        <label htmlFor={inputId}>WebSocket address of your CSMS</label>
        <div className="connect-row">
          <input
            id={inputId}
            className="input"
            type="url"
            inputMode="url"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="wss://host/path/STATION-ID"
            value={address}
            onChange={(event) => change(event.target.value)}
            aria-invalid={showsProblem}
            aria-describedby={noteId}
          />
          <button type="submit" className="button" disabled={busy}>
            {submitName}
          </button>
        </div>
      </div>
      <div id={noteId} className="connect-note" aria-live="polite">
        {target.ok && relayed && <p>It connects through the relay of this page’s server.</p>}
        {target.ok && <Preview target={target} onLastPartIs={setLastPartIs} />}
        {showsProblem && <Problem problem={target} onTake={change} onRelay={() => setRelayed(true)} />}
      </div>
    </form>
  );
}

function Preview({ target, onLastPartIs }: { target: CsmsTarget; onLastPartIs: (is: 'id' | 'path') => void }) {
  const { csmsUrl, stationId, idFromAddress, ambiguous, notes } = target;
  return (
    <>
      <dl className="connect-preview">
        <dt>Server</dt>
        <dd>
          <code>{csmsUrl.replace(/:[^:@/]+@/, ':••••@')}</code>
        </dd>
        <dt>Station id</dt>
        <dd>
          <code>{stationId}</code>
          {!idFromAddress && <span className="soft"> (made up: the address names none)</span>}
        </dd>
      </dl>
      {ambiguous && (
        <button
          type="button"
          className="button button-quiet button-small"
          onClick={() => onLastPartIs(idFromAddress ? 'path' : 'id')}
        >
          {idFromAddress ? `“${stationId}” is part of the path` : 'The last part is the station id'}
        </button>
      )}
      {notes.map((note) => (
        <p key={note} className="soft">
          {note}
        </p>
      ))}
    </>
  );
}

interface ProblemProps {
  problem: CsmsTargetProblem;
  onTake: (address: string) => void;
  onRelay: () => void;
}

function Problem({ problem, onTake, onRelay }: ProblemProps) {
  const { suggestion, relayCan } = problem;
  return (
    <>
      <p className="connect-problem">{problem.problem}</p>
      {suggestion !== undefined && (
        <button type="button" className="button button-small" onClick={() => onTake(suggestion)}>
          Use <code>{suggestion}</code>
        </button>
      )}
      {relayCan === true && (
        <button type="button" className="button button-small" onClick={onRelay}>
          Connect through the relay
        </button>
      )}
    </>
  );
}
