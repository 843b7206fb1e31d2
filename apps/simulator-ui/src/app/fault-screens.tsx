import { useState } from 'react';
import type { ReactNode } from 'react';
import type { SimulatorFault } from '@simulator/station-runner/browser';
import { storageDialogOpen } from '../storage/storage-mark.js';
import { reportProblem } from './problem-bar.js';
import { useSimulator } from './simulator-context.js';

/** Shown while the stored stations come back; usually too short to be seen. */
export function Starting() {
  return (
    <main className="screen starting">
      <p className="soft" role="status">
        Starting the simulator…
      </p>
    </main>
  );
}

/** A fault in words alone, where its own screen cannot be fetched. */
export function BareFault({ fault }: { fault: SimulatorFault }) {
  return (
    <main className="screen">
      <div className="screen-card" role="alert">
        <h1>The simulator has stopped</h1>
        <p>{fault.problem}</p>
        <button type="button" className="button button-primary button-large" onClick={() => location.reload()}>
          Load the page again
        </button>
      </div>
    </main>
  );
}

/** What is wrong while the stations go on. Each can be put away. */
export function FaultNotices({ faults }: { faults: readonly SimulatorFault[] }) {
  const [dismissed, setDismissed] = useState<ReadonlySet<SimulatorFault>>(new Set());
  // Of these there is a dialog, or a mark that stays.
  const shown = faults.filter(
    (fault) => !dismissed.has(fault) && fault.kind !== 'noAnswer' && fault.kind !== 'unsaved',
  );
  if (shown.length === 0) return null;
  return (
    <div className="fault-notices">
      {shown.map((fault) => (
        <div key={`${fault.kind} ${fault.problem}`} className="notice" role="alert">
          <p>{fault.problem}</p>
          <div className="notice-actions">
            {fault.kind === 'storage' && (
              <SmallButton onClick={() => storageDialogOpen.set(true)}>What can be done…</SmallButton>
            )}
            {fault.kind === 'unreadableStation' && <UnreadableActions stationKey={fault.key} />}
            <SmallButton onClick={() => setDismissed((before) => new Set([...before, fault]))}>Understood</SmallButton>
          </div>
        </div>
      ))}
    </div>
  );
}

function UnreadableActions({ stationKey }: { stationKey: string }) {
  const { client } = useSimulator();
  const [isSure, setSure] = useState(false);

  async function save(): Promise<void> {
    const { saveUnreadable } = await import('../storage/save-everything.js');
    await saveUnreadable(stationKey);
  }

  return (
    <>
      <SmallButton onClick={() => void save().catch(reportProblem)}>Save its data to a file</SmallButton>
      {isSure ? (
        <SmallButton onClick={() => void client.removeStation(stationKey).catch(reportProblem)}>
          Remove it for good
        </SmallButton>
      ) : (
        <SmallButton onClick={() => setSure(true)}>Remove it…</SmallButton>
      )}
    </>
  );
}

function SmallButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className="button button-small" onClick={onClick}>
      {children}
    </button>
  );
}
