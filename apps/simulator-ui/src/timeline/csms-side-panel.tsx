import { comparisonInWords, deviationsIn } from '@simulator/station';
import type { ReplayPace, Station } from '@simulator/station';
import type { CsmsReplayProgress, StationSnapshot } from '@simulator/station-runner/browser';
import { useEffect, useState } from 'react';
import { reportProblem } from '../app/problem-bar.js';
import { useSimulator } from '../app/simulator-context.js';
import { useFeed } from '../station/station-context.js';
import { timeOfDay } from '../ui/format.js';
import { Segments } from '../ui/segments.js';
import { useStore } from '../ui/store.js';
import { csmsSteps } from './csms-steps.js';
import { rowOutcomes } from './row-outcomes.js';
import type { Capture } from './timeline.js';

const paces: readonly { value: ReplayPace; name: string }[] = [
  { value: 'captured', name: 'As captured' },
  { value: 'answered', name: 'As fast as the exchanges allow' },
];
const MAX_EXTRAS = 50;

/** Plays what the CSMS said then to a fresh station of today, and shows how it deviates. */
export function CsmsSidePanel({ capture, onClose }: { capture: Capture; onClose: () => void }) {
  const { client } = useSimulator();
  const feed = useFeed();
  const [steps] = useState(() => csmsSteps(capture.log.rows));
  const [pace, setPace] = useState<ReplayPace>('captured');
  const snapshot = useStore(feed.snapshot);
  const progress = snapshot?.csmsReplay?.name === capture.name ? snapshot.csmsReplay : null;
  useOutcomes(progress);
  const count = steps.filter(({ kind }) => kind === 'exchange').length;
  const blocked = count === 0 ? 'The file holds no exchange: there is nothing to play.' : whyBlocked(snapshot);
  const hasGestures = steps.length > count;

  function start(): void {
    client.playCsms(feed.key, { name: capture.name, steps, pace }).catch(reportProblem);
  }

  return (
    <>
      {progress?.state !== 'running' && (
        <>
          <Segments legend="Pace of a replay" options={paces} value={pace} onChange={setPace} />
          <p className="soft">
            A fresh station of the same make takes this one’s place, with the capture as its CSMS; nothing goes to the
            real one. When it is over, this station is back with all it had.{' '}
            {hasGestures
              ? 'What was done at the station then is done again.'
              : 'The file does not tell what was done at the station: plug in and present the card when it is awaited.'}
          </p>
          <details>
            <summary>What counts as a deviation</summary>
            <p className="soft">{comparisonInWords}</p>
          </details>
        </>
      )}
      {progress !== null && <Outcome progress={progress} />}
      <div className="action-row">
        {progress?.state === 'running' ? (
          <button
            type="button"
            className="button button-small"
            onClick={() => void client.stopCsms(feed.key).catch(reportProblem)}
          >
            Stop the replay
          </button>
        ) : (
          <button
            type="button"
            className="button button-small button-primary"
            aria-disabled={blocked !== null}
            onClick={() => blocked === null && start()}
          >
            Play {count === 1 ? '1 exchange' : `${count} exchanges`}
          </button>
        )}
        <button type="button" className="button button-small" onClick={onClose}>
          Back to the live timeline
        </button>
        {progress?.state !== 'running' && blocked !== null && <span className="soft">{blocked}</span>}
      </div>
    </>
  );
}

/** The rows show what was found of them. */
function useOutcomes(progress: CsmsReplayProgress | null): void {
  useEffect(() => {
    rowOutcomes.set(new Map(progress?.outcomes.map((outcome) => [outcome.row, outcome])));
  }, [progress]);
  useEffect(() => () => rowOutcomes.set(new Map()), []);
}

function whyBlocked(snapshot: StationSnapshot | null): string | null {
  if (snapshot === null) return 'There is no station to play it to.';
  if (hasTransaction(snapshot.station)) {
    return 'A transaction runs here, or its CSMS does not know its end yet. Stop it first: while a replay runs, the station is away from its own CSMS.';
  }
  if (snapshot.recording) return 'What happens here is being recorded. Stop that first.';
  return snapshot.scenario?.state === 'running' ? 'A scenario runs here. Stop it first.' : null;
}

const hasTransaction = ({ connectors, transactionMessages }: Station): boolean =>
  transactionMessages.length > 0 || connectors.some(({ transaction }) => transaction !== null);

function Outcome({ progress: { state, counts, words, extras } }: { progress: CsmsReplayProgress }) {
  const deviations = deviationsIn(counts);
  const done = counts.exchanges - counts.waiting;
  const figures = `${done} of ${counts.exchanges} exchanges, ${deviations} ${deviations === 1 ? 'deviation' : 'deviations'}. `;
  return (
    <>
      <p role="status" data-testid="csms-replay" data-state={state} className={deviations > 0 ? 'violations' : ''}>
        {state === 'running' && figures}
        {words}
      </p>
      {extras.length > 0 && (
        <details>
          <summary>
            {extras.length === 1 ? '1 call' : `${extras.length} calls`} that the capture does not have; answered as a
            CSMS usually does
          </summary>
          <ul className="replay-differences replay-extras" tabIndex={0}>
            {extras.slice(0, MAX_EXTRAS).map(({ at, action, text }) => (
              <li key={text}>
                {timeOfDay(at, true)} <strong>{action}</strong> <code>{text}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
