import { useState } from 'react';
import type { SimulatorFault } from '@simulator/station-runner/browser';

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

/** What is wrong while the stations go on. Each can be put away. */
export function FaultNotices({ faults }: { faults: readonly SimulatorFault[] }) {
  const [dismissed, setDismissed] = useState<ReadonlySet<SimulatorFault>>(new Set());
  const shown = faults.filter((fault) => !dismissed.has(fault));
  if (shown.length === 0) return null;
  return (
    <div className="fault-notices">
      {shown.map((fault) => (
        <div key={`${fault.kind} ${fault.problem}`} className="notice" role="alert">
          <p>{fault.problem}</p>
          <div className="notice-actions">
            <button
              type="button"
              className="button button-small"
              onClick={() => setDismissed((before) => new Set([...before, fault]))}
            >
              Understood
            </button>
          </div>
        </div>
      ))}
    </div>
  );
}
