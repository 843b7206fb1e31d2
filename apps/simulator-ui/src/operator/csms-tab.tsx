import type { Station } from '@simulator/api-client';
import { useState } from 'react';
import type { StationTabProps } from '../station/station-tabs.js';
import { Segments } from '../ui/segments.js';
import { CommandForm } from './command-form.js';
import { IdTokens } from './id-tokens.js';
import { Transactions } from './transactions.js';
import { api, useLive, valueOf } from './use-api.js';
import './csms.css';

type Page = 'stations' | 'transactions' | 'tokens' | 'commands';

const pages: readonly { value: Page; name: string }[] = [
  { value: 'transactions', name: 'Transactions' },
  { value: 'commands', name: 'Commands' },
  { value: 'stations', name: 'Stations' },
  { value: 'tokens', name: 'Id tokens' },
];

/** The other end of the wire: what our own CSMS knows, beside the station and its timeline. */
export function CsmsTab({ snapshot: { definition } }: StationTabProps) {
  const [page, setPage] = useState<Page>('transactions');
  const isOurs = new URL(definition.csmsUrl).host === location.host;
  const stationId = definition.config.id;
  return (
    <div className="panel-cards">
      <Segments legend="The CSMS of this page" options={pages} value={page} onChange={setPage} />
      {!isOurs && (
        <p className="notice">
          This station connects to {new URL(definition.csmsUrl).host}, not to the CSMS that serves this page: it is not
          seen here.
        </p>
      )}
      {page === 'stations' && <Stations ownId={stationId} />}
      {page === 'transactions' && <Transactions stationId={isOurs ? stationId : null} />}
      {page === 'tokens' && <IdTokens />}
      {page === 'commands' && <CommandForm stationId={stationId} />}
    </div>
  );
}

function Stations({ ownId }: { ownId: string }) {
  const loaded = useLive('stations', async () =>
    valueOf(await api.GET('/api/v1/stations', { params: { query: { limit: 200 } } })),
  );
  return (
    <section className="panel-card" aria-label="Stations of the CSMS">
      <h2>Stations</h2>
      {loaded.state === 'failed' && <p className="field-problem">{loaded.problem}</p>}
      {loaded.state === 'loading' && <p className="soft">Asking the CSMS…</p>}
      {loaded.state === 'loaded' && (
        <div className="csms-scroll" tabIndex={0} role="group" aria-label="Stations of the CSMS, table">
          <table className="csms-table">
            <thead>
              <tr>
                <th scope="col">Station</th>
                <th scope="col">Line</th>
                <th scope="col">Connectors</th>
                <th scope="col">Last seen</th>
              </tr>
            </thead>
            <tbody>
              {loaded.value.items.map((station) => (
                <StationRow key={station.id} station={station} isOwn={station.id === ownId} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {loaded.state === 'loaded' && loaded.value.nextCursor !== null && (
        <p className="soft">The first 200 are shown.</p>
      )}
    </section>
  );
}

function StationRow({ station, isOwn }: { station: Station; isOwn: boolean }) {
  const { id, connected, registration, connectors, lastSeenAt } = station;
  return (
    <tr aria-current={isOwn} data-testid="csms-station">
      <th scope="row">{id}</th>
      <td data-tone={connected ? 'good' : 'off'}>
        {connected ? 'online' : 'offline'}
        {registration !== 'Accepted' && `, ${registration}`}
      </td>
      <td>
        {connectors
          .filter(({ connectorId }) => connectorId > 0)
          .map(({ connectorId, status }) => `${connectorId} ${status}`)
          .join(', ')}
      </td>
      <td>{lastSeenAt === null ? 'never' : new Date(lastSeenAt).toLocaleTimeString()}</td>
    </tr>
  );
}
