import type { ScenarioProgress, StationSnapshot } from '@simulator/station-runner/browser';
import { useState } from 'react';
import { reportProblem } from '../app/problem-bar.js';
import { useSimulator } from '../app/simulator-context.js';
import { Icon } from '../ui/icon.js';
import { forgetStationBefore, stationBefore } from './station-before.js';
import { StepList } from './step-list.js';
import './scenarios.css';

/** The scenario that a station plays, above whatever else is looked at: the running step, then how it ended. */
export function RunStrip({ snapshot }: { snapshot: StationSnapshot }) {
  const [isOpen, setOpen] = useState(false);
  const { scenario } = snapshot;
  if (scenario === null) return null;
  const { name, state, results, prompt, failures } = scenario;
  return (
    <section className="run-strip" data-state={state} aria-label="Scenario" data-testid="scenario-run">
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
  const before = stationBefore(definition.key);

  async function putBack(): Promise<void> {
    if (before !== null) await client.updateDefinition({ ...definition, config: before });
    forgetStationBefore(definition.key);
    await client.stopScenario(definition.key);
  }

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
      {scenario?.state !== 'running' && (
        <>
          {before !== null && (
            <button
              type="button"
              className="button button-small"
              title="The station as it was before the scenario; its meters begin at 0"
              onClick={() => void putBack().catch(reportProblem)}
            >
              Put the station back
            </button>
          )}
          <button
            type="button"
            className="button button-quiet button-small"
            onClick={() => void client.stopScenario(definition.key).catch(reportProblem)}
          >
            Close
          </button>
        </>
      )}
    </span>
  );
}
