import { configurationText } from '@simulator/station';
import type { Station } from '@simulator/station';
import { CardChoice } from '../connector/card-choice.js';
import { cardProblem, chooseCard, useCard } from '../connector/cards.js';
import { useStationInput } from '../station/station-context.js';
import type { StationTabProps } from '../station/station-tabs.js';
import { LocalListSection } from './local-list.js';
import { reservationWords, tagRows } from './tag-rows.js';
import { TagTable } from './tag-table.js';
import './local-list.css';

/** What the station knows of cards by itself: the local list, the cache, reservations; beside the card in the driver's hand. */
export function LocalListTab({ snapshot }: StationTabProps) {
  const { station, at } = snapshot;
  const csmsNow = at + station.clock.offsetMs;
  return (
    <div className="panel-cards">
      <CardSection snapshot={snapshot} csmsNow={csmsNow} />
      <LocalListSection snapshot={snapshot} csmsNow={csmsNow} />
      <CacheSection station={station} csmsNow={csmsNow} />
      <section className="panel-card" aria-label="Reservations">
        <h2>Reservations</h2>
        {station.reservations.length === 0 && <p className="soft">None. The CSMS makes them with ReserveNow.</p>}
        <ul>
          {station.reservations.map((reservation) => (
            <li key={reservation.reservationId}>{reservationWords(reservation, at)}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}

/** The driver's card, and what the station would know about it without the CSMS. */
function CardSection({
  snapshot: { definition, station },
  csmsNow,
}: {
  snapshot: StationTabProps['snapshot'];
  csmsNow: number;
}) {
  const idTag = useCard(definition.key);
  const { localList, cache } = station.authorization;
  const key = idTag.toLowerCase();
  const places = [
    ['On the local list', localList?.entries[key]],
    ['In the cache', cache?.[key]],
  ] as const;
  const known = places.flatMap(([place, info]) =>
    info === undefined ? [] : tagRows({ [key]: info }, csmsNow).map((row) => ({ place, ...row })),
  );
  return (
    <section className="panel-card" aria-label="The driver’s card">
      <h2>The driver’s card</h2>
      <CardChoice
        idTag={idTag}
        onChange={(tag) => chooseCard(definition.key, tag)}
        problem={cardProblem(idTag)}
        demoTag={definition.demo?.idTag}
      />
      <div role="status">
        <ul>
          {known.map(({ place, status, parentIdTag, expires }) => (
            <li key={place}>
              {place}: {status}
              {parentIdTag !== '' && `, parent id ${parentIdTag}`}
              {expires !== '' && (expires === 'expired' ? ', expired' : `, expires ${expires}`)}
            </li>
          ))}
          {known.length === 0 && <li className="soft">Not known to the station: only the CSMS can tell.</li>}
        </ul>
      </div>
    </section>
  );
}

function CacheSection({ station, csmsNow }: { station: Station; csmsNow: number }) {
  const input = useStationInput();
  const entries = station.authorization.cache ?? {};
  const count = Object.keys(entries).length;
  const isOn = configurationText(station, 'AuthorizationCacheEnabled').toLowerCase() === 'true';
  const blocked = station.power === 'off' || !isOn;
  return (
    <section className="panel-card" aria-label="Cache">
      <h2>
        Cache <span className="soft">{count === 1 ? '1 card' : `${count} cards`}</span>
      </h2>
      {!isOn && <p className="notice">AuthorizationCacheEnabled is off: nothing is kept or looked up here.</p>}
      {count === 0 ? (
        <p className="soft">Empty. It holds what the CSMS answered about cards.</p>
      ) : (
        <>
          <TagTable name="Cards in the cache" rows={tagRows(entries, csmsNow)} />
          <div className="action-row">
            <button
              type="button"
              className="button"
              aria-disabled={blocked}
              onClick={() => !blocked && void input({ type: 'commandedLocally', action: 'ClearCache', payload: {} })}
            >
              Clear the cache
            </button>
          </div>
        </>
      )}
    </section>
  );
}
