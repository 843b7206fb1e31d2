import type { Command } from '@simulator/api-client';
import { useState } from 'react';
import { ChoiceField, optionsOf } from '../ui/choice-field.js';
import { CommandForm } from './command-form.js';
import { commandTemplates } from './command-templates.js';
import { FilterRow } from './filter-fields.js';
import { Paged } from './paged.js';
import { api, useLivePages, valueOf } from './use-api.js';

const statuses = ['queued', 'sent', 'accepted', 'rejected', 'error', 'timedOut', 'offline'] as const;

const any = { value: '', name: 'Any' } as const;
const actionOptions = [any, ...optionsOf(Object.keys(commandTemplates))];
const statusOptions = [any, ...optionsOf(statuses)];

/** Asks the station for something; and what the CSMS asked of the station, the newest first, with what became of it. */
export function Commands({ stationId }: { stationId: string }) {
  const [action, setAction] = useState('');
  const [status, setStatus] = useState<Command['status'] | ''>('');
  const filter = { ...(action !== '' && { action }), ...(status !== '' && { status }) };
  const pages = useLivePages({
    key: `commands ${stationId} ${JSON.stringify(filter)}`,
    events: ['command'],
    loadPage: async (from) =>
      valueOf(
        await api.GET('/api/v1/stations/{stationId}/commands', {
          params: { path: { stationId }, query: { limit: 20, ...filter, ...from } },
        }),
      ),
  });
  return (
    <section className="panel-card" aria-label="Commands of the CSMS">
      <h2>Commands to {stationId}</h2>
      <CommandForm stationId={stationId} onSent={pages.refresh} />
      <FilterRow>
        <ChoiceField label="Show the command" options={actionOptions} value={action} onChange={setAction} />
        <ChoiceField label="Show the status" options={statusOptions} value={status} onChange={setStatus} />
      </FilterRow>
      <Paged pages={pages} what="commands" empty="No such command.">
        {(commands) => (
          <ul className="csms-list" aria-live="polite">
            {commands.map((command) => (
              <CommandRow key={command.id} command={command} />
            ))}
          </ul>
        )}
      </Paged>
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
