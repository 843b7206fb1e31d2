import { lazy, Suspense, useState } from 'react';
import { sharingDialog } from '../sharing/sharing-dialogs.js';
import { Icon } from '../ui/icon.js';
import { Bay } from '../station/bay.js';
import { ConnectForm } from './connect-form.js';
import { useAdding } from './use-adding.js';

const FleetDialog = lazy(() => import('../fleet/fleet-dialog.js').then((fleet) => ({ default: fleet.FleetDialog })));

/** What a first visitor sees: one button to a charging car. */
export function Welcome() {
  const adding = useAdding();
  const [addingMany, setAddingMany] = useState(false);
  return (
    <main className="welcome">
      <div className="welcome-inner">
        <div className="welcome-picture">
          <Bay status="Available" powerW={0} socPercent={null} plugged={false} />
        </div>
        <h1>A charging station that speaks OCPP, in your browser</h1>
        <p className="welcome-lead">
          It boots, plugs in a real car and charges it against a real central system. You see every frame.
        </p>
        <button
          type="button"
          className="button button-primary button-large"
          onClick={() => void adding.tryItNow()}
          aria-disabled={adding.busy}
        >
          <Icon name="bolt" />
          Try it now
        </button>
        <p className="soft welcome-hint">
          {adding.busy ? 'Setting up a station…' : 'One click: a demo station on the built-in CSMS starts charging.'}
        </p>
        {adding.problem !== null && (
          <p className="notice notice-bad" role="alert">
            {adding.problem}
          </p>
        )}
        <div className="welcome-or" aria-hidden="true">
          or
        </div>
        <ConnectForm
          submitName="Connect to my CSMS"
          busy={adding.busy}
          onSubmit={(target) => void adding.addOwn(target)}
        />
        <div className="welcome-more">
          <button type="button" className="button button-quiet button-small" onClick={() => setAddingMany(true)}>
            Add many from a template
          </button>
          <button
            type="button"
            className="button button-quiet button-small"
            onClick={() => sharingDialog.set({ kind: 'file' })}
          >
            Import a file
          </button>
        </div>
      </div>
      {addingMany && (
        <Suspense fallback={null}>
          <FleetDialog likeKey={null} onClose={() => setAddingMany(false)} />
        </Suspense>
      )}
    </main>
  );
}
