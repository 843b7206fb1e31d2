import { useDeferredValue, useState } from 'react';
import type { StationTabProps } from '../station/station-tabs.js';
import { Icon } from '../ui/icon.js';
import { KeyItem } from './key-item.js';
import { keyGroups } from './key-rows.js';
import './configuration.css';

/** Every configuration key with its value in force. */
export function ConfigurationTab({ snapshot: { station } }: StationTabProps) {
  const [search, setSearch] = useState('');
  const [onlyChanged, setOnlyChanged] = useState(false);
  const groups = keyGroups(station, useDeferredValue(search), onlyChanged);
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return (
    <div className="panel-cards">
      <div className="configuration-bar">
        <div className="timeline-search">
          <Icon name="search" />
          <input
            className="input"
            type="search"
            placeholder="Search keys"
            aria-label="Search keys"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
        </div>
        <button
          type="button"
          className="button button-quiet"
          aria-pressed={onlyChanged}
          onClick={() => setOnlyChanged(!onlyChanged)}
        >
          Changed
        </button>
        <span className="soft" role="status">
          {count === 1 ? '1 key' : `${count} keys`}
        </span>
      </div>
      <p className="soft panel-note">
        As a ChangeConfiguration of the CSMS would set them, with the same checks; no message is sent.
      </p>
      {groups.map(({ profile, rows }) => (
        <section key={profile} className="panel-card" aria-label={profile}>
          <h2>{profile}</h2>
          <ul className="keys">
            {rows.map((found) => (
              <KeyItem key={found.key} found={found} station={station} />
            ))}
          </ul>
        </section>
      ))}
      {count === 0 && <p className="soft">No key matches.</p>}
    </div>
  );
}
