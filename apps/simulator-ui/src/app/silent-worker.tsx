import type { SimulatorFault } from '@simulator/station-runner/browser';
import { SaveButton } from '../storage/save-button.js';
import '../storage/storage.css';
import { Dialog } from '../ui/dialog.js';
import { useSimulator } from './simulator-context.js';

/** The Worker does not answer: it is waited for, or started again. */
export function SilentWorker({ fault }: { fault: SimulatorFault }) {
  const { client } = useSimulator();
  return (
    <Dialog title="The simulator does not answer" onClose={() => client.keepWaiting()}>
      <div className="storage">
        <div role="alert">
          <p>{fault.problem}</p>
        </div>
        <SaveButton dead />
      </div>
      <div className="dialog-actions">
        <button type="button" className="button" data-first-focus onClick={() => client.keepWaiting()}>
          Wait
        </button>
        <button type="button" className="button button-primary" onClick={() => client.restart()}>
          Start it again
        </button>
      </div>
    </Dialog>
  );
}
