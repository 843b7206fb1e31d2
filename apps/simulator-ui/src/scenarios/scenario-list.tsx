import type { Scenario } from '@simulator/station';
import { useDeferredValue, useState } from 'react';
import { Icon } from '../ui/icon.js';
import { useStore } from '../ui/store.js';
import { shippedScenarios } from './library.js';
import { forgetScenario, ownScenarios } from './own-scenarios.js';
import { TrialOutcome } from './scenario-editor.js';
import { scenarioGroups } from './scenario-groups.js';
import { tryScenario } from './trial.js';
import type { Trial } from './trial.js';

interface ScenarioListProps {
  /** Why none can be played here now; null: they can. */
  blocked: string | null;
  onPlay: (scenario: Scenario) => void;
  onEdit: (scenario: Scenario) => void;
}

type Trials = ReadonlyMap<Scenario, Trial>;

/** The library: played at this station, or tried in virtual time. */
export function ScenarioList({ blocked, onPlay, onEdit }: ScenarioListProps) {
  const own = useStore(ownScenarios);
  const [search, setSearch] = useState('');
  const [trials, setTrials] = useState<Trials>(new Map());
  const wanted = useDeferredValue(search);
  const mine = scenarioGroups(own, wanted).flatMap(({ scenarios }) => scenarios);
  const groups = [...(mine.length > 0 ? [{ name: 'Yours', scenarios: mine }] : [])];
  groups.push(...scenarioGroups(shippedScenarios, wanted));
  const shown = groups.flatMap(({ scenarios }) => scenarios);

  async function tryAll(): Promise<void> {
    for (const scenario of shown) {
      const trial = tryScenario(scenario);
      setTrials((before) => new Map(before).set(scenario, trial));
      // The page gets a breath after each.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  return (
    <section className="panel-card" aria-label="Scenario library">
      <div className="scenario-bar">
        <h2>Library</h2>
        <div className="timeline-search">
          <Icon name="search" />
          <input
            className="input"
            type="search"
            placeholder="Search scenarios"
            aria-label="Search scenarios"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
        </div>
        <button type="button" className="button button-small" onClick={() => void tryAll()}>
          Try all shown
        </button>
        <span className="soft" role="status">
          {countWords(shown, trials)}
        </span>
      </div>
      {blocked !== null && <p className="soft">{blocked}</p>}
      {groups.map(({ name, scenarios }) => (
        <section key={name} aria-label={name}>
          <h3>{name}</h3>
          <ul className="scenarios">
            {scenarios.map((scenario) => (
              <Item
                key={scenario.name}
                scenario={scenario}
                trial={trials.get(scenario)}
                blocked={blocked}
                onTry={() => setTrials((before) => new Map(before).set(scenario, tryScenario(scenario)))}
                onPlay={() => onPlay(scenario)}
                onEdit={() => onEdit(scenario)}
                onForget={own.includes(scenario) ? () => forgetScenario(scenario.name) : null}
              />
            ))}
          </ul>
        </section>
      ))}
      {shown.length === 0 && <p className="soft">No scenario matches.</p>}
    </section>
  );
}

function countWords(shown: readonly Scenario[], trials: Trials): string {
  const tried = shown.flatMap((scenario) => trials.get(scenario) ?? []);
  const count = shown.length === 1 ? '1 scenario' : `${shown.length} scenarios`;
  if (tried.length === 0) return count;
  const failed = tried.filter(({ passed }) => !passed).length;
  return `${count}: ${tried.length - failed} passed, ${failed} failed`;
}

interface ItemProps {
  scenario: Scenario;
  trial: Trial | undefined;
  blocked: string | null;
  onTry: () => void;
  onPlay: () => void;
  onEdit: () => void;
  onForget: (() => void) | null;
}

function Item({ scenario: { name, description, topic }, trial, blocked, onTry, onPlay, onEdit, onForget }: ItemProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li data-testid="scenario">
      <div className="scenario-words">
        <strong>{name}</strong>
        <span className="soft">
          {description} {topic !== undefined && <span>{topic}</span>}
        </span>
      </div>
      <div className="scenario-actions">
        {trial !== undefined && (
          <button
            type="button"
            className="button button-quiet button-small trial-badge"
            data-state={trial.passed ? 'passed' : 'failed'}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name={trial.passed ? 'check' : 'x'} />
            {trial.passed ? 'Passed' : 'Failed'}
          </button>
        )}
        <button
          type="button"
          className="button button-small"
          aria-label={`Play ${name}`}
          aria-disabled={blocked !== null}
          onClick={() => blocked === null && onPlay()}
        >
          <Icon name="play" /> Play
        </button>
        <button type="button" className="button button-small" aria-label={`Try ${name}`} onClick={onTry}>
          Try
        </button>
        <button type="button" className="button button-quiet button-small" aria-label={`Edit ${name}`} onClick={onEdit}>
          Edit
        </button>
        {onForget !== null && (
          <button
            type="button"
            className="button button-quiet button-small"
            aria-label={`Delete ${name}`}
            onClick={onForget}
          >
            Delete
          </button>
        )}
      </div>
      {isOpen && trial !== undefined && <TrialOutcome trial={trial} />}
    </li>
  );
}
