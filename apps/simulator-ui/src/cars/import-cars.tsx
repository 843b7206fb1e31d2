import { useId, useState } from 'react';
import { useStore } from '../ui/store.js';
import { forgetImportedCars, importCars, importedCars } from './garage.js';
import type { ImportOutcome } from './garage.js';

/** Cars from a file; they are kept in this browser. */
export function ImportCars() {
  const inputId = useId();
  const noteId = useId();
  const cars = useStore(importedCars);
  const [outcome, setOutcome] = useState<ImportOutcome | null>(null);

  async function take(file: File): Promise<void> {
    try {
      setOutcome(importCars(file.name, await file.text()));
    } catch {
      setOutcome({ ok: false, problem: `${file.name}: the browser cannot read it` });
    }
  }

  return (
    <section className="panel-card" aria-label="Import cars">
      <h2>Import cars</h2>
      <div className="field">
        <label htmlFor={inputId}>A file of Open EV Data (JSON)</label>
        <input
          id={inputId}
          type="file"
          accept=".json,application/json"
          className="file"
          aria-invalid={outcome?.ok === false}
          aria-describedby={noteId}
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file !== undefined) void take(file);
            // The same file, mended, can be taken again.
            target.value = '';
          }}
        />
        <span id={noteId} aria-live="polite">
          {outcome?.ok === false && <span className="field-problem">{outcome.problem}. Nothing was imported.</span>}
          {outcome?.ok === true && `${outcome.count} imported.`}
        </span>
      </div>
      {cars.length > 0 && (
        <div className="action-row">
          <span className="soft">{cars.length === 1 ? '1 car' : `${cars.length} cars`} of a file to choose from</span>
          <button
            type="button"
            className="button button-small"
            onClick={() => {
              forgetImportedCars();
              setOutcome(null);
            }}
          >
            Put them away
          </button>
        </div>
      )}
    </section>
  );
}
