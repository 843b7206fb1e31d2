import type { ScenarioProgress, StationSnapshot } from '@simulator/station-runner/browser';
import { useEffect, useRef, useState } from 'react';
import { reportProblem } from '../app/problem-bar.js';
import { useSimulator } from '../app/simulator-context.js';
import { Icon } from '../ui/icon.js';
import { StepList } from './step-list.js';
import './scenarios.css';

/** The scenario that a station plays, above whatever else is looked at: the running step, then how it ended. */
export function RunStrip({ snapshot }: { snapshot: StationSnapshot }) {
  const [isOpen, setOpen] = useState(false);
  const strip = useRef<HTMLElement>(null);
  const { scenario } = snapshot;
  const isRunning = scenario?.state === 'running';
  // On a telephone, whoever presses Play is far below.
  useEffect(() => {
    if (isRunning) strip.current?.scrollIntoView({ block: 'nearest' });
  }, [isRunning]);
  if (scenario === null) return <KeptStation snapshot={snapshot} />;
  const { name, state, results, prompt, failures } = scenario;
  return (
    <section ref={strip} className="run-strip" data-state={state} aria-label="Scenario" data-testid="scenario-run">
      <div className="run-head">
        <Icon name={state === 'running' ? 'play' : state === 'passed' ? 'check' : 'alert'} />
        <strong>{name}</strong>
        <span role="status">{stateWords(scenario)}</span>
        <RunActions snapshot={snapshot} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
      </div>
      {state === 'running' && <RunningStep scenario={scenario} />}
      {prompt !== '' && (
        <p className="run-prompt">
          <Icon name="flag" /> At the CSMS: {prompt}
        </p>
      )}
      {!isOpen && state === 'failed' && (
        <ul className="run-failures">
          {failures.map(({ path, title, message }) => (
            <li key={`${path} ${message}`}>
              {title}: {message}
            </li>
          ))}
        </ul>
      )}
      {isOpen && (
        <div className="run-steps" tabIndex={0} role="group" aria-label="Steps">
          <StepList results={results} />
        </div>
      )}
    </section>
  );
}

function stateWords({ state, results, failures }: ScenarioProgress): string {
  const done = `${results.length} ${results.length === 1 ? 'step' : 'steps'}`;
  if (state === 'running') return `running, ${done} done`;
  if (state === 'passed') return `passed, ${done}`;
  return `failed, ${failures.length} of ${done}`;
}

function RunningStep({ scenario: { current } }: { scenario: ScenarioProgress }) {
  if (current === null) return null;
  return (
    <p className="run-now" data-testid="running-step">
      <span>Now: {current.title}</span>
      {current.problem !== '' && <span className="soft">{current.problem}</span>}
    </p>
  );
}

interface RunActionsProps {
  snapshot: StationSnapshot;
  isOpen: boolean;
  onToggle: () => void;
}

function RunActions({ snapshot: { definition, scenario }, isOpen, onToggle }: RunActionsProps) {
  const { client } = useSimulator();
  return (
    <span className="run-actions">
      <button type="button" className="button button-quiet button-small" aria-expanded={isOpen} onClick={onToggle}>
        Steps
      </button>
      {scenario?.state === 'running' && (
        <button
          type="button"
          className="button button-small"
          onClick={() => void client.stopScenario(definition.key).catch(reportProblem)}
        >
          Stop the scenario
        </button>
      )}
      {scenario?.state !== 'running' && <BeforeActions definition={definition} />}
    </span>
  );
}

/** The run is forgotten (after a reload, or when it was stopped), and its station still has the place of another one. */
function KeptStation({ snapshot: { definition } }: { snapshot: StationSnapshot }) {
  if (definition.before === undefined) return null;
  return (
    <section className="run-strip" aria-label="Station of a scenario" data-testid="station-kept">
      <div className="run-head">
        <Icon name="info" />
        <span className="run-kept">
          A scenario’s station stands here. The one from before is kept with its meters and all it had.
        </span>
        <span className="run-actions">
          <BeforeActions definition={definition} />
        </span>
      </div>
    </section>
  );
}

function BeforeActions({ definition: { key } }: { definition: StationSnapshot['definition'] }) {
  const { client } = useSimulator();
  return (
    <>
      <button
        type="button"
        className="button button-small"
        title="The station goes on where it was before the scenario: meters, configuration, lists and profiles"
        onClick={() => void client.putBack(key).catch(reportProblem)}
      >
        Put the station back
      </button>
      <button
        type="button"
        className="button button-quiet button-small"
        title="The scenario’s station stays; the one from before is gone"
        onClick={() =>
          void client
            .forgetBefore(key)
            .then(() => client.stopScenario(key))
            .catch(reportProblem)
        }
      >
        Keep this one
      </button>
    </>
  );
}
