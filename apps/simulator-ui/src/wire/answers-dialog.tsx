import { v16 } from '@simulator/ocpp';
import type { ActionRow } from '@simulator/ocpp';
import type { FixedAnswer } from '@simulator/station-runner/browser';
import { useId, useState } from 'react';
import { JsonEditor } from '../editor/json-editor.js';
import type { ExchangeRow } from '../timeline/row.js';
import { Dialog } from '../ui/dialog.js';
import { Segments } from '../ui/segments.js';
import { useWire } from './wire-rules.js';
import './wire.css';

const kinds: readonly { value: FixedAnswer['kind']; name: string }[] = [
  { value: 'result', name: 'Result' },
  { value: 'error', name: 'Error' },
  { value: 'silence', name: 'Nothing' },
];

const errorCodes = [
  'NotImplemented',
  'NotSupported',
  'InternalError',
  'ProtocolError',
  'SecurityError',
  'FormationViolation',
  'PropertyConstraintViolation',
  'OccurenceConstraintViolation',
  'TypeConstraintViolation',
  'GenericError',
];

const actions = Object.entries(v16.version.actions)
  .filter(([, { sender }]) => sender !== 'station')
  .map(([action]) => action);

interface Draft {
  action: string;
  kind: FixedAnswer['kind'];
  /** JSON of the payload. */
  text: string;
  errorCode: string;
  errorDescription: string;
}

/** What a call of the CSMS is always answered with, whatever the station would say. */
export function AnswersDialog({ from, onClose }: { from: ExchangeRow | null; onClose: () => void }) {
  const { answerWith } = useWire();
  const [draft, setDraft] = useState(() => firstDraft(from));
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const actionId = useId();
  const noteId = useId();
  const { answer, problem, remarks } = readDraft(draft);

  function fix(): void {
    if (answer === null) return;
    answerWith(draft.action, answer);
    onClose();
  }

  return (
    <Dialog title="Always answer with…" onClose={onClose}>
      <form
        className="wire-form"
        onSubmit={(event) => {
          event.preventDefault();
          fix();
        }}
      >
        <p className="soft">The CSMS gets this answer, and the station does not do what it was asked for.</p>
        <div className="field">
          <label htmlFor={actionId}>When the CSMS calls</label>
          <select
            id={actionId}
            className="input"
            value={draft.action}
            data-first-focus
            onChange={({ target }) => change({ action: target.value, text: payloadFor(target.value) })}
          >
            {actions.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
        <Segments legend="Answer with" options={kinds} value={draft.kind} onChange={(kind) => change({ kind })} />
        {draft.kind === 'result' && (
          <JsonEditor
            label="Payload"
            text={draft.text}
            edited={{ kind: 'payload', action: draft.action, half: 'response' }}
            describedBy={noteId}
            onChange={(text) => change({ text })}
            onSubmit={fix}
          />
        )}
        {draft.kind === 'error' && <ErrorFields draft={draft} onChange={change} />}
        <ul id={noteId} className="field-problem" aria-live="polite">
          {problem !== null && <li>{problem}</li>}
          {remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
        <div className="dialog-actions">
          <button type="submit" className="button button-primary" aria-disabled={problem !== null}>
            {remarks.length === 0 ? 'Always answer so' : 'Always answer so all the same'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function ErrorFields({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }) {
  const codeId = useId();
  const wordsId = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={codeId}>Error code</label>
        <select
          id={codeId}
          className="input"
          value={draft.errorCode}
          onChange={({ target }) => onChange({ errorCode: target.value })}
        >
          {errorCodes.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={wordsId}>Description (optional)</label>
        <input
          id={wordsId}
          className="input"
          maxLength={255}
          value={draft.errorDescription}
          onChange={({ target }) => onChange({ errorDescription: target.value })}
        />
      </div>
    </>
  );
}

function firstDraft(from: ExchangeRow | null): Draft {
  const action = from?.action ?? actions[0]!;
  const answer = from?.answer ?? null;
  return {
    action,
    kind: answer?.outcome === 'error' ? 'error' : 'result',
    text: answer?.outcome === 'result' ? JSON.stringify(answer.payload, null, 2) : payloadFor(action),
    errorCode: answer?.outcome === 'error' ? answer.errorCode : 'InternalError',
    errorDescription: '',
  };
}

/** One that says no, where there is a status. */
function payloadFor(action: string): string {
  const values = v16.schemas[action]?.response.properties?.['status']?.enum;
  const status = values?.find((value) => value === 'Rejected') ?? values?.at(-1);
  return JSON.stringify(status === undefined ? {} : { status }, null, 2);
}

interface DraftReading {
  /** Null: it cannot be sent. */
  answer: FixedAnswer | null;
  problem: string | null;
  /** What the schema says; it goes all the same. */
  remarks: string[];
}

function readDraft({ action, kind, text, errorCode, errorDescription }: Draft): DraftReading {
  if (kind === 'silence') return { answer: { kind }, problem: null, remarks: [] };
  if (kind === 'error') return { answer: { kind, errorCode, errorDescription }, problem: null, remarks: [] };
  try {
    const payload: unknown = JSON.parse(text);
    const known: Readonly<Record<string, ActionRow>> = v16.version.actions;
    const violations = known[action]?.validateResponse(payload) ?? [];
    const remarks = violations.map(({ path, message }) => `${path || 'payload'} ${message}`);
    return { answer: { kind, payload }, problem: null, remarks };
  } catch (error) {
    return { answer: null, problem: `The payload is no JSON: ${(error as Error).message}`, remarks: [] };
  }
}
