import type { ReactNode } from 'react';
import type { StationTabProps } from '../station/station-tabs.js';
import { reservationWords, tagRows } from './tag-rows.js';
import type { TagRow } from './tag-rows.js';
import './cards.css';

/** What the station remembers of cards: reservations, the local list, the cache. */
export function CardsTab({ snapshot: { station, at } }: StationTabProps) {
  const { reservations, authorization, clock } = station;
  const { localList, cache } = authorization;
  const csmsNow = at + clock.offsetMs;
  return (
    <div className="panel-cards">
      <Section
        title="Reservations"
        empty={reservations.length === 0 ? 'None. The CSMS makes them with ReserveNow.' : ''}
      >
        <ul>
          {reservations.map((reservation) => (
            <li key={reservation.reservationId}>{reservationWords(reservation, at)}</li>
          ))}
        </ul>
      </Section>
      <Section
        title={localList === null ? 'Local list' : `Local list, version ${localList.version}`}
        empty={localList === null ? 'None. The CSMS sends it with SendLocalList.' : ''}
      >
        <Tags rows={tagRows(localList?.entries ?? {}, csmsNow)} />
      </Section>
      <Section title="Cache" empty={cache === null ? 'Empty. It holds what the CSMS answered about cards.' : ''}>
        <Tags rows={tagRows(cache ?? {}, csmsNow)} />
      </Section>
    </div>
  );
}

function Section({ title, empty, children }: { title: string; empty: string; children: ReactNode }) {
  return (
    <section className="panel-card" aria-label={title}>
      <h2>{title}</h2>
      {empty === '' ? children : <p className="soft">{empty}</p>}
    </section>
  );
}

function Tags({ rows }: { rows: readonly TagRow[] }) {
  if (rows.length === 0) return <p className="soft">No card.</p>;
  return (
    <div className="tags-scroll" tabIndex={0} role="group" aria-label="Cards">
      <table className="tags">
        <thead>
          <tr>
            <th scope="col">Card</th>
            <th scope="col">Status</th>
            <th scope="col">Details</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ idTag, status, details }) => (
            <tr key={idTag}>
              <td>
                <code>{idTag}</code>
              </td>
              <td>{status}</td>
              <td className="soft">{details}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
