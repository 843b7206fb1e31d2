import type { Station } from '@simulator/api-client';
import { useState } from 'react';
import { ChoiceField } from '../ui/choice-field.js';
import { TextField } from '../ui/text-field.js';
import { FilterRow, useSettledText } from './filter-fields.js';
import { Paged } from './paged.js';
import { api, useLivePages, valueOf } from './use-api.js';

type Line = 'any' | 'online' | 'offline';

const lines: readonly { value: Line; name: string }[] = [
  { value: 'any', name: 'Any' },
  { value: 'online', name: 'Online' },
  { value: 'offline', name: 'Offline' },
];

/** Every station that the CSMS knows, in the order of their ids. */
export function Stations({ ownId }: { ownId: string }) {
  const idPrefix = useSettledText();
  const name = useSettledText();
  const [line, setLine] = useState<Line>('any');
  const filter = {
    ...(idPrefix.settled !== '' && { idPrefix: idPrefix.settled }),
    ...(name.settled !== '' && { name: name.settled }),
    ...(line !== 'any' && { connected: line === 'online' }),
  };
  const pages = useLivePages({
    key: `stations ${JSON.stringify(filter)}`,
    events: ['connection', 'status'],
    loadPage: async (from) =>
      valueOf(await api.GET('/api/v1/stations', { params: { query: { limit: 200, ...filter, ...from } } })),
  });
  return (
    <section className="panel-card" aria-label="Stations of the CSMS">
      <h2>Stations</h2>
      <FilterRow>
        <TextField
          type="search"
          label="Id begins with"
          text={idPrefix.text}
          maxLength={48}
          onChange={idPrefix.setText}
        />
        <TextField type="search" label="Name contains" text={name.text} maxLength={100} onChange={name.setText} />
        <ChoiceField label="Line" options={lines} value={line} onChange={setLine} />
      </FilterRow>
      <Paged pages={pages} what="stations" empty="No such station.">
        {(stations) => <StationTable stations={stations} ownId={ownId} />}
      </Paged>
    </section>
  );
}

function StationTable({ stations, ownId }: { stations: readonly Station[]; ownId: string }) {
  return (
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
          {stations.map((station) => (
            <StationRow key={station.id} station={station} isOwn={station.id === ownId} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StationRow({ station, isOwn }: { station: Station; isOwn: boolean }) {
  const { id, name, connected, registration, connectors, lastSeenAt } = station;
  return (
    <tr aria-current={isOwn} data-testid="csms-station">
      <th scope="row">
        {id}
        {name !== null && <span className="soft"> {name}</span>}
      </th>
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
