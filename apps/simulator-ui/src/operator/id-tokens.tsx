import type { IdToken } from '@simulator/api-client';
import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { TextField } from '../ui/text-field.js';
import { FilterRow, useSettledText } from './filter-fields.js';
import { Paged } from './paged.js';
import { api, useLivePages, valueOf, wordsOf } from './use-api.js';

/** The cards that the CSMS knows. */
export function IdTokens() {
  const prefix = useSettledText();
  const parent = useSettledText();
  const filter = {
    ...(prefix.settled !== '' && { idTagPrefix: prefix.settled }),
    ...(parent.settled !== '' && { parentIdTag: parent.settled }),
  };
  const pages = useLivePages({
    key: `id-tokens ${JSON.stringify(filter)}`,
    // The CSMS tells no events of its cards.
    events: [],
    loadPage: async (from) =>
      valueOf(await api.GET('/api/v1/id-tokens', { params: { query: { limit: 200, ...filter, ...from } } })),
  });
  const [problem, setProblem] = useState('');
  const { refresh } = pages;

  async function change(work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      setProblem('');
      refresh();
      return true;
    } catch (error) {
      setProblem(wordsOf(error));
      return false;
    }
  }

  // A token is replaced as a whole.
  const setStatus = async ({ idTag, createdAt: _createdAt, ...token }: IdToken, status: IdToken['status']) =>
    valueOf(await api.PUT('/api/v1/id-tokens/{idTag}', { params: { path: { idTag } }, body: { ...token, status } }));

  return (
    <section className="panel-card" aria-label="Id tokens of the CSMS">
      <h2>Id tokens</h2>
      <NewToken
        onAdd={(idTag) =>
          change(
            api.POST('/api/v1/id-tokens', { body: { idTag, status: 'Accepted' } }).then((answer) => valueOf(answer)),
          )
        }
      />
      <p className="field-problem" role="alert">
        {problem}
      </p>
      <FilterRow>
        <TextField type="search" label="Card begins with" text={prefix.text} maxLength={20} onChange={prefix.setText} />
        <TextField type="search" label="Parent id is" text={parent.text} maxLength={20} onChange={parent.setText} />
      </FilterRow>
      <Paged pages={pages} what="cards" empty="No such card.">
        {(tokens) => (
          <ul className="csms-list">
            {tokens.map((token) => (
              <TokenRow
                key={token.idTag}
                token={token}
                onSetStatus={(status) => void change(setStatus(token, status))}
              />
            ))}
          </ul>
        )}
      </Paged>
    </section>
  );
}

function TokenRow({ token, onSetStatus }: { token: IdToken; onSetStatus: (status: IdToken['status']) => void }) {
  const { idTag, status, expiresAt, parentIdTag } = token;
  return (
    <li className="csms-row" data-testid="csms-token">
      <strong>{idTag}</strong>
      <span data-tone={status === 'Accepted' ? 'good' : 'bad'}>{status}</span>
      {parentIdTag !== null && <span>parent id {parentIdTag}</span>}
      {expiresAt !== null && <span className="soft">until {new Date(expiresAt).toLocaleString()}</span>}
      <button
        type="button"
        className="button button-small"
        onClick={() => onSetStatus(status === 'Accepted' ? 'Blocked' : 'Accepted')}
      >
        {status === 'Accepted' ? 'Block' : 'Accept'}
        <span className="visually-hidden"> {idTag}</span>
      </button>
    </li>
  );
}

function NewToken({ onAdd }: { onAdd: (idTag: string) => Promise<boolean> }) {
  const [text, setText] = useState('');
  // OCPP 1.6 §7.27: printable ASCII, 20 characters at most.
  const problem = /^[\x20-\x7e]{0,20}$/.test(text) ? null : 'At most 20 characters of ASCII.';

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    const idTag = text.trim();
    if (problem === null && idTag !== '') void onAdd(idTag).then((worked) => worked && setText(''));
  }

  return (
    <form className="number-action" noValidate onSubmit={submit}>
      <TextField label="New card" text={text} problem={problem} onChange={setText} />
      <button type="submit" className="button" aria-disabled={problem !== null || text.trim() === ''}>
        Add the card
      </button>
    </form>
  );
}
