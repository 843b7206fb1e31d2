import { lazy, Suspense, useState } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { openPalette } from '../commands/command-layer.js';
import { paletteHotkey } from '../commands/palette-hotkey.js';
import { ConnectionPill } from '../connection/connection-pill.js';
import { addressOf } from '../connection/failure.js';
import { SecurityBadge } from '../connection/security-badge.js';
import { AccountMenu } from '../session/account-menu.js';
import { StorageMark } from '../storage/storage-mark.js';
import { Icon } from '../ui/icon.js';
import { useStore } from '../ui/store.js';
import { AppearanceMenu } from './appearance-menu.js';
import './shell.css';

const EditAddressDialog = lazy(() =>
  import('../connect/edit-address-dialog.js').then((all) => ({ default: all.EditAddressDialog })),
);

export function TopBar({ stationKey }: { stationKey: string | null }) {
  return (
    <header className="top-bar">
      <span className="brand">
        <Icon name="bolt" size={20} />
        <span className="brand-name">Charging Station Simulator</span>
      </span>
      <div className="top-bar-middle">{stationKey !== null && <Line key={stationKey} stationKey={stationKey} />}</div>
      <div className="top-bar-end">
        <StorageMark />
        <button
          type="button"
          className="button button-quiet palette-button"
          title={`Commands (${paletteHotkey})`}
          onClick={openPalette}
        >
          <Icon name="command" />
          <span className="visually-hidden">Commands</span>
          <kbd>{paletteHotkey}</kbd>
        </button>
        <AppearanceMenu />
        <AccountMenu />
      </div>
    </header>
  );
}

/** Where the selected station is connected to, how that is going, and how it is protected. */
function Line({ stationKey }: { stationKey: string }) {
  const snapshot = useStore(useSimulator().feed(stationKey).snapshot);
  const [editing, setEditing] = useState(false);
  if (snapshot === null) return null;
  const { definition, station, csmsReplay } = snapshot;
  if (csmsReplay?.state === 'running') {
    return (
      <>
        <span className="capture-address" title={csmsReplay.name}>
          CSMS of {csmsReplay.name}
        </span>
        <ConnectionPill station={station} />
      </>
    );
  }
  const address = addressOf(definition);
  return (
    <>
      <button
        type="button"
        className="csms-address"
        title={`${address} · change it`}
        aria-label={`Address of the CSMS: ${address}. Change it`}
        onClick={() => setEditing(true)}
      >
        <code>{address}</code>
      </button>
      <SecurityBadge snapshot={snapshot} />
      <ConnectionPill station={station} />
      {editing && (
        <Suspense fallback={null}>
          <EditAddressDialog definition={definition} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </>
  );
}
