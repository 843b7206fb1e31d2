import { useState } from 'react';
import { reportProblem } from '../app/problem-bar.js';
import { useSimulator } from '../app/simulator-context.js';
import { useFeed } from '../station/station-context.js';
import { Segments } from '../ui/segments.js';
import { useStore } from '../ui/store.js';
import { CsmsSidePanel } from './csms-side-panel.js';
import { StationSidePanel } from './station-side-panel.js';
import type { Capture } from './timeline.js';

const sides = [
  { value: 'station', name: 'Send the station’s side to the CSMS' },
  { value: 'csms', name: 'Play the CSMS’s side to the station' },
] as const;

/** Says that the rows are of a file, and plays one side of it once more. */
export function ReplayPanel({ capture, onClose }: { capture: Capture; onClose: () => void }) {
  const { client } = useSimulator();
  const feed = useFeed();
  const [chosen, setChosen] = useState<(typeof sides)[number]['value']>('station');
  const isPlaying = useStore(feed.snapshot)?.csmsReplay?.state === 'running';
  const side = isPlaying ? 'csms' : chosen;

  function close(): void {
    client.stopCsms(feed.key, { forget: true }).catch(reportProblem);
    onClose();
  }

  return (
    <section className="replay" aria-label="Imported timeline">
      <p>
        <strong>{capture.name}</strong>
        <span className="soft"> · {capture.log.rows.length} rows of a file</span>
      </p>
      <Segments legend="What is replayed" options={sides} value={side} onChange={setChosen} />
      {side === 'station' ? (
        <StationSidePanel capture={capture} onClose={close} />
      ) : (
        <CsmsSidePanel capture={capture} onClose={close} />
      )}
    </section>
  );
}
