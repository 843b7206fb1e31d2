import type { StationDefinition } from '@simulator/station-runner/browser';
import { useId, useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { Dialog } from '../ui/dialog.js';
import { lineProblems, lineTextsOf, withLine } from './line-settings.js';
import type { LineProblems, LineTexts, SecurityProfile } from './line-settings.js';
import './line.css';

const profiles: readonly { value: SecurityProfile; name: string }[] = [
  { value: '0', name: 'none' },
  { value: '1', name: '1: Basic Auth' },
  { value: '2', name: '2: TLS with Basic Auth' },
  { value: '3', name: '3: TLS with a client certificate' },
];

/** How a station's line is protected, and whether it goes through the relay. */
export function LineDialog({ definition, onClose }: { definition: StationDefinition; onClose: () => void }) {
  const { client } = useSimulator();
  const [texts, setTexts] = useState(() => lineTextsOf(definition));
  const [failure, setFailure] = useState('');
  const profileId = useId();
  const problems = lineProblems(texts, definition.csmsUrl);
  const blocked = Object.keys(problems).length > 0;
  const set = (name: keyof LineTexts) => (text: string) => setTexts({ ...texts, [name]: text });

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (blocked) return;
    client
      .updateDefinition(withLine(definition, texts))
      .then(onClose, (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
  }

  return (
    <Dialog title={`Line of ${definition.name}`} onClose={onClose}>
      <form className="line-form" noValidate onSubmit={submit}>
        <p>
          <span className="soft">Version: </span>OCPP {definition.config.ocppVersion}-J (ocpp
          {definition.config.ocppVersion})
        </p>
        <div className="field">
          <label htmlFor={profileId}>Security profile</label>
          <select
            id={profileId}
            className="input"
            value={texts.profile}
            aria-invalid={problems.profile !== undefined}
            onChange={({ target }) => set('profile')(target.value)}
          >
            {profiles.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
          <span className="field-problem">{problems.profile}</span>
        </div>
        {(texts.profile === '1' || texts.profile === '2') && (
          <Secret
            text={texts.password}
            problem={problems.password}
            relayed={texts.relayed}
            onChange={set('password')}
          />
        )}
        <label className="radio">
          <input
            type="checkbox"
            checked={texts.relayed}
            onChange={({ target }) => setTexts({ ...texts, relayed: target.checked })}
          />
          Through the relay of this page’s server
        </label>
        <span className="field-problem">{problems.relayed}</span>
        {texts.relayed && <RelayFields texts={texts} problems={problems} set={set} />}
        <p className="field-problem" role="alert">
          {failure}
        </p>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" aria-disabled={blocked}>
            Use this line
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface RelayFieldsProps {
  texts: LineTexts;
  problems: LineProblems;
  set: (name: keyof LineTexts) => (text: string) => void;
}

/** What a relay sends along. */
function RelayFields({ texts, problems, set }: RelayFieldsProps) {
  return (
    <>
      <p className="soft">
        The server opens the connection: with the password at once, pings, headers, a client certificate, and to ws://
        from an https page. It sees what is sent.
      </p>
      <Area label="Headers, one a line" text={texts.headers} problem={problems.headers} onChange={set('headers')} />
      {texts.profile === '3' && (
        <>
          <Area
            label="Client certificate (PEM)"
            text={texts.certificate}
            problem={problems.certificate}
            onChange={set('certificate')}
          />
          <Area label="Its private key (PEM)" text={texts.key} problem={problems.key} onChange={set('key')} />
        </>
      )}
      <Area
        label="Certificates to trust besides the usual ones (PEM)"
        text={texts.trusted}
        problem={problems.trusted}
        onChange={set('trusted')}
      />
    </>
  );
}

interface FieldProps {
  text: string;
  problem: string | undefined;
  onChange: (text: string) => void;
}

function Secret({ text, problem, relayed, onChange }: FieldProps & { relayed: boolean }) {
  const inputId = useId();
  return (
    <div className="field">
      <label htmlFor={inputId}>Password</label>
      <input
        id={inputId}
        className="input"
        type="password"
        autoComplete="off"
        value={text}
        aria-invalid={problem !== undefined}
        onChange={({ target }) => onChange(target.value)}
      />
      <span className="field-problem">{problem}</span>
      {!relayed && (
        <span className="soft">
          The browser sends it only after a 401 with “WWW-Authenticate: Basic”, and remembers it for the host. A server
          that never asks needs the relay.
        </span>
      )}
    </div>
  );
}

function Area({ label, text, problem, onChange }: FieldProps & { label: string }) {
  const inputId = useId();
  return (
    <div className="field">
      <label htmlFor={inputId}>{label}</label>
      <textarea
        id={inputId}
        className="input line-text"
        rows={3}
        spellCheck={false}
        value={text}
        aria-invalid={problem !== undefined}
        onChange={({ target }) => onChange(target.value)}
      />
      <span className="field-problem">{problem}</span>
    </div>
  );
}
