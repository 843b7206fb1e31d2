import { useState } from 'react';
import { useSimulator } from '../app/simulator-context.js';

/** Everything to a file. `dead`: past the Worker, which does not answer. */
export function SaveButton({ dead = false, isFirst = false }: { dead?: boolean; isFirst?: boolean }) {
  const { client } = useSimulator();
  const [outcome, setOutcome] = useState<{ words: string; isBad: boolean } | null>(null);

  async function save(): Promise<void> {
    const { saveEverything, saveStored } = await import('./save-everything.js');
    const words = await (dead ? saveStored() : saveEverything(client));
    setOutcome({ words, isBad: false });
  }

  return (
    <div className="save-button">
      <button
        type="button"
        className="button"
        data-first-focus={isFirst || undefined}
        onClick={() =>
          void save().catch((error: unknown) =>
            setOutcome({ words: error instanceof Error ? error.message : String(error), isBad: true }),
          )
        }
      >
        Save everything to a file
      </button>
      <p role="status" className={outcome?.isBad === true ? 'field-problem' : 'soft'}>
        {outcome?.words}
      </p>
    </div>
  );
}
