import { useFeed, useStationInput } from '../station/station-context.js';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { Icon } from '../ui/icon.js';
import { useStore } from '../ui/store.js';
import { disturbancesOf } from './disturbances.js';
import './disturbances.css';

/** The banner of the selected station, above all of its columns. */
export function DisturbanceBar() {
  const snapshot = useStore(useFeed().snapshot);
  return snapshot && <DisturbanceBanner snapshot={snapshot} />;
}

/** Red while anything is broken on purpose: what, and the way back. Nobody shall take it for the station's own fault. */
function DisturbanceBanner({ snapshot }: { snapshot: StationSnapshot }) {
  const input = useStationInput();
  const disturbances = disturbancesOf(snapshot.station);
  if (disturbances.length === 0) return null;
  return (
    <section className="disturbance-banner" aria-label="Disturbed on purpose" data-testid="disturbance-banner">
      <h2>
        <Icon name="alert" />
        Disturbed on purpose
      </h2>
      <ul>
        {disturbances.map(({ text, end }) => (
          <li key={text}>
            {text}
            <button
              type="button"
              className="button button-small button-icon disturbance-end"
              aria-label={`End: ${text}`}
              title={`End: ${text}`}
              onClick={() => void input(end)}
            >
              <Icon name="x" />
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="button button-small"
        onClick={() => {
          for (const { end } of disturbances) void input(end);
        }}
      >
        End all
      </button>
    </section>
  );
}
