import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';
import { ConnectForm } from './connect-form.js';
import { useAdding } from './use-adding.js';

export function AddStationDialog({ onClose }: { onClose: () => void }) {
  const adding = useAdding();
  const closeIf = (worked: boolean) => worked && onClose();
  return (
    <Dialog title="Add a station" onClose={onClose}>
      <div className="add-station">
        <ConnectForm
          submitName="Connect to my CSMS"
          busy={adding.busy}
          onSubmit={(target) => void adding.addOwn(target).then(closeIf)}
        />
        <div className="welcome-or" aria-hidden="true">
          or
        </div>
        <button
          type="button"
          className="button"
          onClick={() => void adding.tryItNow().then(closeIf)}
          disabled={adding.busy}
        >
          <Icon name="bolt" />
          Try it now with a demo station
        </button>
        {adding.problem !== null && (
          <p className="notice notice-bad" role="alert">
            {adding.problem}
          </p>
        )}
      </div>
    </Dialog>
  );
}
