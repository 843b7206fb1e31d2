import { parseScenario } from '@simulator/station';
import type { Scenario } from '@simulator/station';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { saveFile } from '../ui/save-file.js';
import { keepScenario } from './own-scenarios.js';
import { StepList } from './step-list.js';
import { tryScenario } from './trial.js';
import type { Trial } from './trial.js';

interface ScenarioEditorProps {
  initial: Scenario;
  onPlay: (scenario: Scenario) => void;
  onClose: () => void;
}

const MAX_PROBLEMS = 8;

/** A scenario as text, checked while it is typed. */
export function ScenarioEditor({ initial, onPlay, onClose }: ScenarioEditorProps) {
  const [text, setText] = useState(() => JSON.stringify(initial, null, 2));
  const [trial, setTrial] = useState<Trial | null>(null);
  const [kept, setKept] = useState('');
  const parsed = useMemo(() => parseScenario(text), [text]);
  const shown = useDeferredValue(parsed);
  const textId = useId();
  const noteId = useId();
  const scenario = parsed.ok ? parsed.scenario : null;
  const blocked = scenario === null;

  function change(next: string): void {
    setText(next);
    setTrial(null);
    setKept('');
  }

  return (
    <section className="panel-card" aria-label="Edit a scenario">
      <h2>Edit a scenario</h2>
      <div className="field">
        <label htmlFor={textId}>JSON; docs/scenarios.md describes it</label>
        <textarea
          id={textId}
          className="input scenario-text"
          spellCheck={false}
          rows={18}
          value={text}
          aria-invalid={!shown.ok}
          aria-describedby={noteId}
          onChange={({ target }) => change(target.value)}
        />
        <ul id={noteId} className="field-problem" aria-live="polite">
          {!shown.ok &&
            shown.problems.slice(0, MAX_PROBLEMS).map(({ line, column, path, message }) => (
              <li key={`${line} ${column} ${message}`}>
                Line {line}, column {column}
                {path !== '' && ` (${path})`}: {message}
              </li>
            ))}
        </ul>
      </div>
      <div className="action-row">
        <button
          type="button"
          className="button button-primary"
          aria-disabled={blocked}
          onClick={() => scenario !== null && onPlay(scenario)}
        >
          Play it here
        </button>
        <button
          type="button"
          className="button"
          aria-disabled={blocked}
          onClick={() => scenario !== null && setTrial(tryScenario(scenario))}
        >
          Try it
        </button>
        <button
          type="button"
          className="button"
          aria-disabled={blocked}
          onClick={() => {
            if (scenario === null) return;
            keepScenario(scenario);
            setKept(`“${scenario.name}” is kept in this browser.`);
          }}
        >
          Keep
        </button>
        <button type="button" className="button" onClick={() => saveFile('scenario.json', 'application/json', text)}>
          Save as a file
        </button>
        <button type="button" className="button button-quiet" onClick={onClose}>
          Close
        </button>
        <span role="status">{kept}</span>
      </div>
      {trial !== null && <TrialOutcome trial={trial} />}
    </section>
  );
}

export function TrialOutcome({ trial: { passed, results, failures } }: { trial: Trial }) {
  return (
    <div className="trial" data-state={passed ? 'passed' : 'failed'}>
      <p role="status">
        {passed ? 'Passed' : 'Failed'} in virtual time, against a CSMS in memory.
        {results.length === 0 && failures.map(({ message }) => ` ${message}`)}
      </p>
      <StepList results={results} />
    </div>
  );
}
