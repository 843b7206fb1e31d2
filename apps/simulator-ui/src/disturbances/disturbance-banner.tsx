import { reportProblem } from '../app/problem-bar.js';
import { useSimulator } from '../app/simulator-context.js';
import { useFeed, useStationInput } from '../station/station-context.js';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { Icon } from '../ui/icon.js';
import { useStore } from '../ui/store.js';
import { useWire } from '../wire/wire-rules.js';
import type { WireControl } from '../wire/wire-rules.js';
import { answerWords, holdWords } from '../wire/wire-words.js';
import { disturbancesOf } from './disturbances.js';
import './disturbances.css';

/** The banner of the selected station, above all of its columns. */
export function DisturbanceBar() {
  const snapshot = useStore(useFeed().snapshot);
  return snapshot && <DisturbanceBanner snapshot={snapshot} />;
}

/** Red while anything is broken on purpose: what, and the way back. Nobody shall take it for the station's own fault. */
function DisturbanceBanner({ snapshot }: { snapshot: StationSnapshot }) {
  const input = useStationInput();
  const wire = useWire();
  const { client } = useSimulator();
  const { definition, csmsReplay, interception } = snapshot;
  const disturbances = [
    ...disturbancesOf(snapshot.station).map(({ text, end }) => ({ text, end: () => void input(end) })),
    ...meddlingOf(wire),
    ...[...new Set(interception?.inPlace.map(({ action }) => action))].map((action) => ({
      text: `The scenario answers ${action} in place of the CSMS`,
      end: () => void client.stopScenario(definition.key).catch(reportProblem),
    })),
    ...(csmsReplay?.state === 'running'
      ? [
          {
            text: `Replay of ${csmsReplay.name}: a fresh station stands here, and its CSMS is the capture`,
            end: () => void client.stopCsms(definition.key).catch(reportProblem),
          },
        ]
      : []),
  ];
  if (disturbances.length === 0) return null;
  return (
    <section className="disturbance-banner" aria-label="Disturbed on purpose" data-testid="disturbance-banner">
      <h2>
        <Icon name="alert" />
        Disturbed on purpose
      </h2>
      <ul>
        {disturbances.map(({ text, end }) => (
          <li key={text}>
            {text}
            <button
              type="button"
              className="button button-small button-icon disturbance-end"
              aria-label={`End: ${text}`}
              title={`End: ${text}`}
              onClick={end}
            >
              <Icon name="x" />
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="button button-small"
        onClick={() => {
          for (const { end } of disturbances) end();
        }}
      >
        End all
      </button>
    </section>
  );
}

/** What the page itself does to the wire. */
function meddlingOf({ rules, hold, answerWith }: WireControl): { text: string; end: () => void }[] {
  const held = rules.hold && { text: `Held in flight: ${holdWords(rules.hold)}`, end: () => hold(null) };
  const fixed = Object.entries(rules.answers).map(([action, answer]) => ({
    text: `${action} always answered with ${answerWords(answer)}`,
    end: () => answerWith(action, null),
  }));
  return held === null ? fixed : [held, ...fixed];
}
