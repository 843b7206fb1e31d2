import { parseScenario } from '@simulator/station';
import type { Scenario } from '@simulator/station';
import { useId, useState } from 'react';
import { reportProblem } from '../app/problem-bar.js';
import { useSimulator } from '../app/simulator-context.js';
import type { StationTabProps } from '../station/station-tabs.js';
import { keepScenario } from './own-scenarios.js';
import { RecorderCard } from './recorder-card.js';
import { ScenarioEditor } from './scenario-editor.js';
import { ScenarioList } from './scenario-list.js';
import './scenarios.css';

/** Scenarios: the library, record, edit, and play again. */
export function ScenariosTab({ snapshot }: StationTabProps) {
  const { client } = useSimulator();
  const [edited, setEdited] = useState<{ scenario: Scenario; number: number } | null>(null);
  const { definition, station } = snapshot;
  const isCharging = station.connectors.some(({ transaction }) => transaction !== null);
  const blocked = isCharging ? 'A transaction is running here: stop it before a scenario takes the station.' : null;

  function play(scenario: Scenario): void {
    client.playScenario(definition.key, scenario).catch(reportProblem);
  }

  function edit(scenario: Scenario): void {
    setEdited({ scenario, number: (edited?.number ?? 0) + 1 });
  }

  return (
    <div className="panel-cards">
      <p className="soft panel-note">
        <strong>Play</strong> puts a station as the scenario wants it in this one’s place and runs it against its CSMS,
        in real time; it can be put back afterwards. <strong>Try</strong> runs it against a CSMS in memory, in no time.
      </p>
      <RecorderCard snapshot={snapshot} onScenario={edit} />
      {edited !== null && (
        <ScenarioEditor key={edited.number} initial={edited.scenario} onPlay={play} onClose={() => setEdited(null)} />
      )}
      <ImportScenario onScenario={edit} />
      <ScenarioList blocked={blocked} onPlay={play} onEdit={edit} />
    </div>
  );
}

function ImportScenario({ onScenario }: { onScenario: (scenario: Scenario) => void }) {
  const inputId = useId();
  const noteId = useId();
  const [problem, setProblem] = useState('');

  async function take(file: File): Promise<void> {
    const parsed = parseScenario(await file.text());
    if (parsed.ok) {
      setProblem('');
      keepScenario(parsed.scenario);
      return onScenario(parsed.scenario);
    }
    const [first] = parsed.problems;
    const more = parsed.problems.length > 1 ? `, and ${parsed.problems.length - 1} more` : '';
    const place =
      first === undefined ? '' : `line ${first.line}, column ${first.column} ${first.path}: ${first.message}`;
    setProblem(`${file.name}: ${place}${more}. Nothing was imported.`);
  }

  return (
    <section className="panel-card" aria-label="Import a scenario">
      <div className="field">
        <label htmlFor={inputId}>A scenario file (JSON)</label>
        <input
          id={inputId}
          type="file"
          className="file"
          accept=".json,application/json"
          aria-invalid={problem !== ''}
          aria-describedby={noteId}
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file !== undefined) void take(file).catch(reportProblem);
            target.value = '';
          }}
        />
        <span id={noteId} className="field-problem" aria-live="polite">
          {problem}
        </span>
      </div>
    </section>
  );
}
