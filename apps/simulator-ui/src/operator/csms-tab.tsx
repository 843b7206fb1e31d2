import { useState } from 'react';
import type { StationTabProps } from '../station/station-tabs.js';
import { Segments } from '../ui/segments.js';
import { Commands } from './commands.js';
import { IdTokens } from './id-tokens.js';
import { Stations } from './stations.js';
import { Transactions } from './transactions.js';
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
  const { host } = new URL(definition.csmsUrl);
  const isOurs = host === location.host;
  const stationId = definition.config.id;
  return (
    <div className="panel-cards">
      <Segments legend="The CSMS of this page" options={pages} value={page} onChange={setPage} />
      {!isOurs && (
        <p className="notice">
          This station connects to {host}, not to the CSMS that serves this page: it is not seen here.
        </p>
      )}
      {page === 'stations' && <Stations ownId={stationId} />}
      {page === 'transactions' && <Transactions stationId={isOurs ? stationId : null} />}
      {page === 'tokens' && <IdTokens />}
      {page === 'commands' && <Commands stationId={stationId} />}
    </div>
  );
}
