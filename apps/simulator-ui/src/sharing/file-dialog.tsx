import { useId, useState } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { importCars, keepOwnCar, readCars } from '../cars/garage.js';
import { ownScenarios, setOwnScenarios } from '../scenarios/own-scenarios.js';
import { Dialog } from '../ui/dialog.js';
import { useStore } from '../ui/store.js';
import { saveEverything } from '../storage/save-everything.js';
import { contentWords, readSimulatorFile } from './simulator-file.js';
import type { SimulatorFile } from './simulator-file.js';
import './sharing.css';

type Outcome = { kind: 'done' | 'problem'; words: string } | null;

/** Everything to a file, and back. */
export function FileDialog({ onClose }: { onClose: () => void }) {
  const { client } = useSimulator();
  const [outcome, setOutcome] = useState<Outcome>(null);

  async function exportAll(): Promise<void> {
    setOutcome({ kind: 'done', words: await saveEverything(client) });
  }

  const failed = (error: unknown) =>
    setOutcome({ kind: 'problem', words: error instanceof Error ? error.message : String(error) });

  return (
    <Dialog title="Export and import" onClose={onClose}>
      <section className="transfer">
        <p>
          All stations with their state, your scenarios and imported cars as one JSON file. It holds the passwords and
          keys that stations have: keep it as you keep them.
        </p>
        <button type="button" className="button" data-first-focus onClick={() => void exportAll().catch(failed)}>
          Export everything
        </button>
        <ImportFile onOutcome={setOutcome} onFailed={failed} />
        <p role="status" className={outcome?.kind === 'problem' ? 'field-problem' : ''}>
          {outcome?.words}
        </p>
      </section>
    </Dialog>
  );
}

function ImportFile({
  onOutcome,
  onFailed,
}: {
  onOutcome: (outcome: Outcome) => void;
  onFailed: (error: unknown) => void;
}) {
  const { client, stations } = useSimulator();
  const here = useStore(stations) ?? [];
  const [asked, setAsked] = useState<{ name: string; file: SimulatorFile } | null>(null);
  const inputId = useId();

  async function take(given: File): Promise<void> {
    onOutcome(null);
    const read = readSimulatorFile(await given.text());
    const problem = read.ok ? carsProblem(read.file) : read.problem;
    if (!read.ok || problem !== null) {
      return onOutcome({ kind: 'problem', words: `${given.name}: ${problem}. Nothing was imported.` });
    }
    const isHere = read.file.stations.some(({ definition }) => here.some(({ key }) => key === definition.key));
    if (isHere) setAsked({ name: given.name, file: read.file });
    else await bring(read.file, false);
  }

  async function bring(file: SimulatorFile, replace: boolean): Promise<void> {
    setAsked(null);
    await client.importStations(file.stations, { replace });
    const names = new Set(file.scenarios.map(({ name }) => name));
    setOwnScenarios([...ownScenarios.get().filter(({ name }) => !names.has(name)), ...file.scenarios]);
    for (const car of file.ownCars ?? []) keepOwnCar(car);
    if (file.openEvData !== undefined) importCars('Open EV Data', file.openEvData);
    const words = `${contentWords(file)} imported.`;
    const leftOut = file.unreadableStations?.length ?? 0;
    onOutcome({
      kind: 'done',
      words: leftOut === 0 ? words : `${words} ${leftOut} that could not be read were left out.`,
    });
  }

  return (
    <div className="field">
      <label htmlFor={inputId}>Import a file</label>
      <input
        id={inputId}
        type="file"
        className="file"
        accept=".json,application/json"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file !== undefined) void take(file).catch(onFailed);
          target.value = '';
        }}
      />
      {asked !== null && (
        <div className="notice" role="alert">
          <p>Some stations of {asked.name} are here already.</p>
          <div className="notice-actions">
            <button
              type="button"
              className="button button-small"
              onClick={() => void bring(asked.file, true).catch(onFailed)}
            >
              Replace those here
            </button>
            <button
              type="button"
              className="button button-small"
              onClick={() => void bring(withoutThose(asked.file, here), false).catch(onFailed)}
            >
              Only the others
            </button>
            <button type="button" className="button button-quiet button-small" onClick={() => setAsked(null)}>
              Cancel
            </button>
          </div>
        </div>
      )}
    </div>
  );
}

function withoutThose(file: SimulatorFile, here: readonly { key: string }[]): SimulatorFile {
  const keys = new Set(here.map(({ key }) => key));
  return { ...file, stations: file.stations.filter(({ definition }) => !keys.has(definition.key)) };
}

function carsProblem({ openEvData }: SimulatorFile): string | null {
  const cars = openEvData === undefined ? [] : readCars(openEvData);
  return typeof cars === 'string' ? `/openEvData: ${cars}` : null;
}
