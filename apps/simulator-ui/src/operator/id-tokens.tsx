import type { IdToken } from '@simulator/api-client';
import { useId, useState } from 'react';
import type { SyntheticEvent } from 'react';
import { api, useLive, valueOf, wordsOf } from './use-api.js';

/** The cards that the CSMS knows. */
export function IdTokens() {
  const loaded = useLive('id-tokens', async () =>
    valueOf(await api.GET('/api/v1/id-tokens', { params: { query: { limit: 200 } } })),
  );
  const [problem, setProblem] = useState('');
  const { refresh } = loaded;

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
      {loaded.state === 'failed' && <p className="field-problem">{loaded.problem}</p>}
      {loaded.state === 'loaded' && loaded.value.items.length === 0 && <p className="soft">None yet.</p>}
      <ul className="csms-list">
        {loaded.state === 'loaded' &&
          loaded.value.items.map((token) => {
            const { idTag, status, expiresAt } = token;
            return (
              <li key={idTag} className="csms-row" data-testid="csms-token">
                <strong>{idTag}</strong>
                <span data-tone={status === 'Accepted' ? 'good' : 'bad'}>{status}</span>
                <span className="soft">{expiresAt !== null && `until ${new Date(expiresAt).toLocaleString()}`}</span>
                <button
                  type="button"
                  className="button button-small"
                  onClick={() => void change(setStatus(token, status === 'Accepted' ? 'Blocked' : 'Accepted'))}
                >
                  {status === 'Accepted' ? 'Block' : 'Accept'}
                  <span className="visually-hidden"> {idTag}</span>
                </button>
              </li>
            );
          })}
      </ul>
    </section>
  );
}

function NewToken({ onAdd }: { onAdd: (idTag: string) => Promise<boolean> }) {
  const inputId = useId();
  const [text, setText] = useState('');
  // OCPP 1.6 §7.27: printable ASCII, 20 characters at most.
  const problem = /^[\x20-\x7e]{0,20}$/.test(text) ? '' : 'At most 20 characters of ASCII.';

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    const idTag = text.trim();
    if (problem === '' && idTag !== '') void onAdd(idTag).then((worked) => worked && setText(''));
  }

  return (
    <form className="number-action" noValidate onSubmit={submit}>
      <div className="field">
        <label htmlFor={inputId}>New card</label>
        <input
          id={inputId}
          className="input"
          autoComplete="off"
          spellCheck={false}
          value={text}
          aria-invalid={problem !== ''}
          onChange={({ target }) => setText(target.value)}
        />
        <span className="field-problem">{problem}</span>
      </div>
      <button type="submit" className="button" aria-disabled={problem !== '' || text.trim() === ''}>
        Add the card
      </button>
    </form>
  );
}
