import { useEffect, useState } from 'react';
import type { StationSummary } from '@simulator/station-runner/browser';
import { useSimulator } from '../app/simulator-context.js';
import { RemoveDialog } from '../stations/remove-dialog.js';
import { bytesText } from '../ui/format.js';
import { useStore } from '../ui/store.js';
import { keptThings } from './kept-things.js';

const SHOWN = 8;

/** The stations that take the most room. */
export function StationSizes() {
  const { client, stations } = useSimulator();
  const list = useStore(stations) ?? [];
  const [sizes, setSizes] = useState<ReadonlyMap<string, number>>(new Map());
  const [asked, setAsked] = useState<StationSummary | null>(null);
  const count = list.length;

  useEffect(() => {
    client.exportStations().then(
      ({ stations: all }) =>
        setSizes(new Map(all.map((station) => [station.definition.key, JSON.stringify(station).length]))),
      () => setSizes(new Map()),
    );
  }, [client, count]);

  const sizeOf = ({ key }: StationSummary) => sizes.get(key) ?? 0;
  const largest = list.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, SHOWN);
  if (count === 0) return null;
  return (
    <section>
      <h3>Stations: {bytesText([...sizes.values()].reduce((sum, size) => sum + size, 0))}</h3>
      <ul className="storage-list">
        {largest.map((station) => (
          <Row
            key={station.key}
            name={station.name}
            size={bytesText(sizeOf(station))}
            onRemove={() => setAsked(station)}
          />
        ))}
      </ul>
      {count > SHOWN && (
        <p className="soft">
          {count - SHOWN} more. In the list of stations, search them and choose Actions, Remove… to remove many at once.
        </p>
      )}
      {asked !== null && <RemoveDialog station={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}

export function KeptThings() {
  const [things, setThings] = useState(keptThings);
  if (things.length === 0) return null;
  return (
    <section>
      <h3>Also kept by this page</h3>
      <ul className="storage-list">
        {things.map(({ name, count, bytes, remove }) => (
          <Row
            key={name}
            name={count === '' ? name : `${name}: ${count}`}
            size={bytesText(bytes)}
            onRemove={() => {
              remove();
              setThings(keptThings());
            }}
          />
        ))}
      </ul>
    </section>
  );
}

function Row({ name, size, onRemove }: { name: string; size: string; onRemove: () => void }) {
  return (
    <li>
      <span>{name}</span>
      <span className="soft">{size}</span>
      <button type="button" className="button button-small" aria-label={`Remove ${name}`} onClick={onRemove}>
        Remove
      </button>
    </li>
  );
}
