import { useSimulator } from '../app/simulator-context.js';
import { ConnectionPill } from '../connection/connection-pill.js';
import { addressOf } from '../connection/failure.js';
import { Icon } from '../ui/icon.js';
import { useStore } from '../ui/store.js';
import { ThemeSwitch } from './theme-switch.js';
import './shell.css';

export function TopBar({ stationKey }: { stationKey: string | null }) {
  return (
    <header className="top-bar">
      <span className="brand">
        <Icon name="bolt" size={20} />
        <span className="brand-name">Charging Station Simulator</span>
      </span>
      <div className="top-bar-middle">{stationKey !== null && <Line key={stationKey} stationKey={stationKey} />}</div>
      <ThemeSwitch />
    </header>
  );
}

/** Where the selected station is connected to, and how that is going. */
function Line({ stationKey }: { stationKey: string }) {
  const snapshot = useStore(useSimulator().feed(stationKey).snapshot);
  if (snapshot === null) return null;
  const { definition, station } = snapshot;
  const secure = definition.csmsUrl.startsWith('wss:');
  return (
    <>
      <span className="csms-address" title={addressOf(definition)}>
        {secure && (
          <>
            <Icon name="lock" />
            <span className="visually-hidden">Encrypted: </span>
          </>
        )}
        <code>{addressOf(definition)}</code>
      </span>
      <ConnectionPill station={station} />
    </>
  );
}
