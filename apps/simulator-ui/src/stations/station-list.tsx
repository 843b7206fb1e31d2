import type { StationSummary } from '@simulator/station-runner/browser';
import { useState } from 'react';
import { selectStation } from '../app/selection.js';
import { statusLooks, mostEventful } from '../connector/status-look.js';
import { kilowatts } from '../ui/format.js';
import { Icon } from '../ui/icon.js';
import type { IconName } from '../ui/icon.js';
import { RemoveDialog } from './remove-dialog.js';
import { RenameDialog } from './rename-dialog.js';
import './stations.css';

interface StationListProps {
  stations: readonly StationSummary[];
  selectedKey: string;
  onAdd: () => void;
  /** Called when a person has chosen one. */
  onChosen: () => void;
}

export function StationList({ stations, selectedKey, onAdd, onChosen }: StationListProps) {
  const [renaming, setRenaming] = useState<StationSummary | null>(null);
  const [removing, setRemoving] = useState<StationSummary | null>(null);
  return (
    <nav className="stations" aria-label="Stations">
      <div className="stations-head">
        <h2>Stations</h2>
        <button type="button" className="button button-small" onClick={onAdd}>
          <Icon name="plus" />
          Add
        </button>
      </div>
      <ul>
        {stations.map((station) => (
          <li key={station.key} className="station-item" data-testid="station-item">
            <button
              type="button"
              className="station-choice"
              aria-current={station.key === selectedKey}
              onClick={() => {
                selectStation(station.key);
                onChosen();
              }}
            >
              <Summary station={station} />
            </button>
            <div className="station-tools">
              <Tool icon="pencil" name={`Rename ${station.name}`} onClick={() => setRenaming(station)} />
              <Tool icon="trash" name={`Remove ${station.name}`} onClick={() => setRemoving(station)} />
            </div>
          </li>
        ))}
      </ul>
      {renaming !== null && <RenameDialog station={renaming} onClose={() => setRenaming(null)} />}
      {removing !== null && <RemoveDialog station={removing} onClose={() => setRemoving(null)} />}
    </nav>
  );
}

/** Name, id, and the one thing that matters most about it now. */
function Summary({ station }: { station: StationSummary }) {
  const powerW = station.connectors.reduce((sum, connector) => sum + connector.powerW, 0);
  const { icon, words, color } = lookOf(station);
  return (
    <>
      <span className="station-icon" style={{ color }}>
        <Icon name={icon} />
      </span>
      <span className="station-name">{station.name}</span>
      <span className="station-power">{powerW > 0 && `${kilowatts(powerW)} kW`}</span>
      <span className="station-state soft">{words}</span>
    </>
  );
}

function lookOf({ connection, registration, connectors }: StationSummary): {
  icon: IconName;
  words: string;
  color: string;
} {
  if (connection === 'off') return { icon: 'wifiOff', words: 'Offline', color: 'var(--text-soft)' };
  if (connection === 'waiting') return { icon: 'alert', words: 'No connection', color: 'var(--bad)' };
  if (connection === 'connecting') return { icon: 'clock', words: 'Connecting…', color: 'var(--busy)' };
  if (registration !== 'accepted')
    return { icon: 'clock', words: `Boot ${registration === 'none' ? 'sent' : registration}`, color: 'var(--busy)' };
  return statusLooks[mostEventful(connectors.map(({ status }) => status))];
}

function Tool({ icon, name, onClick }: { icon: IconName; name: string; onClick: () => void }) {
  return (
    <button
      type="button"
      className="button button-quiet button-icon button-small"
      aria-label={name}
      title={name}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
