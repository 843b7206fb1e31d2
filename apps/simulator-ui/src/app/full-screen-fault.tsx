import { useState } from 'react';
import type { ReactNode } from 'react';
import type { SimulatorFault } from '@simulator/station-runner/browser';
import { Icon } from '../ui/icon.js';
import { useSimulator } from './simulator-context.js';

/** Nothing can go on here: what happened, and the ways out. */
export function FullScreenFault({ fault }: { fault: SimulatorFault }) {
  // Another fault, another screen: what was pressed on the one before does not count.
  if (fault.kind === 'otherTab') return <OtherTab key={fault.problem} problem={fault.problem} />;
  return (
    <FaultScreen title="The simulator has stopped" problem={fault.problem}>
      <button type="button" className="button button-primary button-large" onClick={() => location.reload()}>
        Load the page again
      </button>
    </FaultScreen>
  );
}

function OtherTab({ problem }: { problem: string }) {
  const { client } = useSimulator();
  const [isAsking, setAsking] = useState(false);
  return (
    <FaultScreen title="The simulator runs in another tab" problem={problem}>
      <button
        type="button"
        className="button button-primary button-large"
        aria-disabled={isAsking}
        onClick={() => {
          setAsking(true);
          client.useHere();
        }}
      >
        Use it here instead
      </button>
      <p className="soft" role="status">
        {isAsking &&
          'The other tab stores its stations and hands them over; if it does not answer, this takes some seconds.'}
      </p>
    </FaultScreen>
  );
}

function FaultScreen({ title, problem, children }: { title: string; problem: string; children: ReactNode }) {
  return (
    <main className="screen">
      <div className="screen-card">
        <Icon name="alert" size={28} />
        <div role="alert">
          <h1>{title}</h1>
          <p>{problem}</p>
        </div>
        {children}
      </div>
    </main>
  );
}
