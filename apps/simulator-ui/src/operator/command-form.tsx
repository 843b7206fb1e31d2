import type { Command } from '@simulator/api-client';
import { useId, useState } from 'react';
import type { SyntheticEvent } from 'react';
import { commandTemplates } from './command-templates.js';
import { api, useLive, valueOf, wordsOf } from './use-api.js';

/** Sends a command from the CSMS to the station, and shows what becomes of it. */
export function CommandForm({ stationId }: { stationId: string }) {
  const [action, setAction] = useState('RemoteStartTransaction');
  const [text, setText] = useState(commandTemplates['RemoteStartTransaction'] ?? '{}');
  const [failure, setFailure] = useState('');
  const actionId = useId();
  const payloadId = useId();
  const payload = readPayload(text);
  const loaded = useLive(`commands ${stationId}`, async () =>
    valueOf(
      await api.GET('/api/v1/stations/{stationId}/commands', { params: { path: { stationId }, query: { limit: 20 } } }),
    ),
  );

  async function send(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    if (typeof payload === 'string') return;
    try {
      valueOf(
        await api.POST('/api/v1/stations/{stationId}/commands', {
          params: { path: { stationId } },
          body: { action, payload },
        }),
      );
      setFailure('');
      loaded.refresh();
    } catch (error) {
      setFailure(wordsOf(error));
    }
  }

  return (
    <section className="panel-card" aria-label="Commands of the CSMS">
      <h2>Commands to {stationId}</h2>
      <form className="csms-command" noValidate onSubmit={(event) => void send(event)}>
        <div className="field">
          <label htmlFor={actionId}>Command</label>
          <select
            id={actionId}
            className="input"
            value={action}
            onChange={({ target }) => {
              setAction(target.value);
              setText(commandTemplates[target.value] ?? '{}');
            }}
          >
            {Object.keys(commandTemplates).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={payloadId}>Payload (JSON)</label>
          <textarea
            id={payloadId}
            className="input csms-payload"
            rows={5}
            spellCheck={false}
            value={text}
            aria-invalid={typeof payload === 'string'}
            onChange={({ target }) => setText(target.value)}
          />
          <span className="field-problem">{typeof payload === 'string' ? payload : failure}</span>
        </div>
        <div className="action-row">
          <button type="submit" className="button button-primary" aria-disabled={typeof payload === 'string'}>
            Send the command
          </button>
        </div>
      </form>
      {loaded.state === 'failed' && <p className="field-problem">{loaded.problem}</p>}
      <ul className="csms-list" aria-live="polite">
        {loaded.state === 'loaded' &&
          loaded.value.items.map((command) => <CommandRow key={command.id} command={command} />)}
      </ul>
    </section>
  );
}

const tones: Partial<Record<Command['status'], string>> = {
  accepted: 'good',
  queued: 'busy',
  sent: 'busy',
};

function CommandRow({ command: { action, status, result, error, createdAt } }: { command: Command }) {
  const answer = error ?? result;
  return (
    <li className="csms-row" data-testid="csms-command" data-status={status}>
      <strong>{action}</strong>
      <span data-tone={tones[status] ?? 'bad'}>{status}</span>
      <span className="soft">{new Date(createdAt).toLocaleTimeString()}</span>
      {answer !== null && <code className="csms-answer">{JSON.stringify(answer)}</code>}
    </li>
  );
}

/** The payload, or what is wrong with the text. */
function readPayload(text: string): Record<string, unknown> | string {
  try {
    const value = JSON.parse(text) as unknown;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : 'A payload is an object: {…}';
  } catch (error) {
    return `No JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
