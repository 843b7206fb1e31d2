import { useId, useState } from 'react';
import type { SyntheticEvent } from 'react';
import { ChoiceField, optionsOf } from '../ui/choice-field.js';
import { commandTemplates } from './command-templates.js';
import { api, valueOf, wordsOf } from './use-api.js';

const commands = optionsOf(Object.keys(commandTemplates));

/** Sends a command from the CSMS to the station. */
export function CommandForm({ stationId, onSent }: { stationId: string; onSent: () => void }) {
  const [action, setAction] = useState('RemoteStartTransaction');
  const [text, setText] = useState(commandTemplates['RemoteStartTransaction'] ?? '{}');
  const [failure, setFailure] = useState('');
  const payloadId = useId();
  const payload = readPayload(text);
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
      onSent();
    } catch (error) {
      setFailure(wordsOf(error));
    }
  }

  return (
    <form className="csms-command" noValidate onSubmit={(event) => void send(event)}>
      <ChoiceField
        label="Command"
        options={commands}
        value={action}
        onChange={(chosen) => {
          setAction(chosen);
          setText(commandTemplates[chosen] ?? '{}');
        }}
      />
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
