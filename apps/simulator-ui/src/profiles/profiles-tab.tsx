import type { Connector } from '@simulator/station';
import { useId, useState } from 'react';
import type { StationTabProps } from '../station/station-tabs.js';
import { ledBy, limitWords, periodWords, profileFacts, profileTitle } from './profile-words.js';
import type { Installed } from './profile-words.js';
import { ScheduleDrawing } from './schedule-drawing.js';
import './profiles.css';

const spans = { '1 hour': 3600, '6 hours': 21_600, '24 hours': 86_400, '7 days': 604_800 };

/** What limits the charging now and later, and the profiles that say so. */
export function ProfilesTab({ snapshot: { station, at } }: StationTabProps) {
  const spanId = useId();
  const [seconds, setSeconds] = useState(spans['24 hours']);
  const { installed } = station.profiles;
  // To the second: the periods of a schedule begin at whole seconds.
  const now = Math.floor(at / 1000) * 1000;
  return (
    <div className="panel-cards">
      <section className="panel-card" aria-label="Limits in force">
        <div className="profiles-head">
          <h2>Limits in force</h2>
          <span className="profiles-span">
            <label htmlFor={spanId} className="soft">
              Composite schedule of
            </label>
            <select
              id={spanId}
              className="input"
              value={seconds}
              onChange={({ target }) => setSeconds(Number(target.value))}
            >
              {Object.entries(spans).map(([name, value]) => (
                <option key={name} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </span>
        </div>
        {station.connectors.map((connector) => (
          <div key={connector.id} className="limit">
            <p>
              <strong>Connector {connector.id}</strong>: {limitWords(connector)}
            </p>
            <ScheduleDrawing station={station} connectorId={connector.id} seconds={seconds} now={now} />
          </div>
        ))}
      </section>
      <section className="panel-card" aria-label="Installed profiles">
        <h2>Installed profiles</h2>
        {installed.length === 0 ? (
          <p className="soft">None. The CSMS installs them with SetChargingProfile.</p>
        ) : (
          <ul className="profiles">
            {installed.map((one) => (
              <Profile
                key={`${one.connectorId} ${one.profile.chargingProfileId}`}
                installed={one}
                connectors={station.connectors}
                now={now + station.clock.offsetMs}
              />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

interface ProfileProps {
  installed: Installed;
  connectors: readonly Connector[];
  /** On the CSMS's clock. */
  now: number;
}

function Profile({ installed, connectors, now }: ProfileProps) {
  const { chargingSchedulePeriod, chargingRateUnit } = installed.profile.chargingSchedule;
  const led = ledBy(installed, connectors);
  return (
    <li className="profile" data-testid="profile">
      <h3>{profileTitle(installed)}</h3>
      {led.length > 0 && <p className="profile-leads">Sets the limit of connector {led.join(' and ')} now</p>}
      <p className="soft">{profileFacts(installed, now).join(' · ')}</p>
      <details>
        <summary>
          {chargingSchedulePeriod.length === 1 ? '1 period' : `${chargingSchedulePeriod.length} periods`}
        </summary>
        <ol className="periods">
          {chargingSchedulePeriod.map((period) => (
            <li key={period.startPeriod}>{periodWords(period, chargingRateUnit)}</li>
          ))}
        </ol>
      </details>
    </li>
  );
}
