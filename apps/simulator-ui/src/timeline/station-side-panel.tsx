import { useState } from 'react';
import { useFeed } from '../station/station-context.js';
import { Segments } from '../ui/segments.js';
import { useStore } from '../ui/store.js';
import { replayPlan } from './replay-plan.js';
import type { Capture } from './timeline.js';
import { useReplay } from './use-replay.js';
import type { Pace } from './use-replay.js';

const paces: readonly { value: Pace; name: string }[] = [
  { value: 'captured', name: 'As captured' },
  { value: 'tenfold', name: '10×' },
  { value: 'answered', name: 'As answered' },
];

/** Sends the CALLs that the station sent then to the CSMS of today. */
export function StationSidePanel({ capture, onClose }: { capture: Capture; onClose: () => void }) {
  const [plan] = useState(() => replayPlan(capture.log.rows));
  const [pace, setPace] = useState<Pace>('captured');
  const replay = useReplay(plan);
  const isOpen = useStore(useFeed().snapshot)?.station.connection.state === 'open';
  return (
    <>
      {plan.length === 0 ? (
        <p className="soft">It holds no call of a station: there is nothing to send.</p>
      ) : (
        <Segments legend="Pace of a replay" options={paces} value={pace} onChange={setPace} />
      )}
      <div className="action-row">
        {plan.length > 0 && !replay.running && (
          <button
            type="button"
            className="button button-small button-primary"
            aria-disabled={!isOpen}
            onClick={() => isOpen && replay.start(pace)}
          >
            Replay {plan.length === 1 ? '1 call' : `${plan.length} calls`}
          </button>
        )}
        {replay.running && (
          <button type="button" className="button button-small" onClick={replay.stop}>
            Stop the replay
          </button>
        )}
        <button type="button" className="button button-small" onClick={onClose}>
          Back to the live timeline
        </button>
        <span className="soft" role="status">
          {replay.sent > 0 && `${replay.sent} of ${plan.length} sent`}
          {replay.problem ?? (isOpen ? '' : ' The station is offline.')}
        </span>
      </div>
    </>
  );
}
