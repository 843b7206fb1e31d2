import { useState } from 'react';
import type { ReactNode } from 'react';
import type { SimulatorFault } from '@simulator/station-runner/browser';
import { loadNewerRelease } from '../release/load-newer.js';
import { SaveButton } from '../storage/save-button.js';
import { Icon } from '../ui/icon.js';
import { useSimulator } from './simulator-context.js';

/** Nothing can go on here: what happened, and the ways out. */
export function FullScreenFault({ fault }: { fault: SimulatorFault }) {
  if (fault.kind === 'otherTab') return <OtherTab fault={fault} />;
  if (fault.kind === 'noStore') return <NoStore fault={fault} isNewer={fault.isNewer} />;
  return <Stopped problem={fault.problem} />;
}

function OtherTab({ fault }: { fault: SimulatorFault }) {
  const { client } = useSimulator();
  const [asked, ask] = useAsked(fault);
  return (
    <FaultScreen title="The simulator runs in another tab" problem={fault.problem}>
      <LargeButton words="Use it here instead" busy={asked} onClick={() => ask(() => client.useHere())} />
      <p className="soft" role="status">
        {asked &&
          'The other tab stores its stations and hands them over; if it does not answer, this takes some seconds.'}
      </p>
    </FaultScreen>
  );
}

function NoStore({ fault, isNewer }: { fault: SimulatorFault; isNewer: boolean }) {
  const { client } = useSimulator();
  const [asked, ask, hasFailed] = useAsked(fault);
  const title = isNewer ? 'A newer release has stored the stations here' : 'The stations cannot be read or stored';
  return (
    <FaultScreen title={title} problem={fault.problem}>
      {isNewer ? (
        <LargeButton words="Load the newer release" busy={asked} onClick={() => ask(loadNewerRelease)} />
      ) : (
        <LargeButton words="Try again" busy={asked} onClick={() => ask(() => client.tryStore())} />
      )}
      <button type="button" className="button" aria-disabled={asked} onClick={() => ask(() => client.runUnsaved())}>
        Go on without storing
      </button>
      <p className="soft" role="status">
        {asked ? 'Trying…' : hasFailed && 'It has not worked this time either.'}
      </p>
      <p className="soft">
        Without storing, stations that you add run until the page is closed; what is stored stays untouched.
      </p>
    </FaultScreen>
  );
}

function Stopped({ problem }: { problem: string }) {
  const { client } = useSimulator();
  return (
    <FaultScreen title="The simulator has stopped" problem={problem}>
      <LargeButton words="Start it again" busy={false} onClick={() => client.restart()} />
      <button type="button" className="button" onClick={() => location.reload()}>
        Load the page again
      </button>
      <SaveButton dead />
    </FaultScreen>
  );
}

/** Whether a way out was taken that has led nowhere yet, how one is taken, and whether one has failed: then there is another fault. */
function useAsked(fault: SimulatorFault): [isAsked: boolean, ask: (way: () => void) => void, hasFailed: boolean] {
  const [asked, setAsked] = useState<SimulatorFault | null>(null);
  const isAsked = asked === fault;
  const ask = (way: () => void): void => {
    if (isAsked) return;
    setAsked(fault);
    way();
  };
  return [isAsked, ask, asked !== null && !isAsked];
}

function LargeButton({ words, busy, onClick }: { words: string; busy: boolean; onClick: () => void }) {
  return (
    <button type="button" className="button button-primary button-large" aria-disabled={busy} onClick={onClick}>
      {words}
    </button>
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
