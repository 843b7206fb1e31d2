import { useState } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { Dialog } from '../ui/dialog.js';
import { AutomaticFields, readAutomatic, usualAutomatic } from './automatic-fields.js';

/** Drivers who come by themselves, at the stations that are shown. */
export function AutomaticDialog({ keys, onClose }: { keys: readonly string[]; onClose: () => void }) {
  const { client } = useSimulator();
  const [texts, setTexts] = useState(usualAutomatic);
  const [failure, setFailure] = useState('');
  const automatic = readAutomatic(texts);

  function set(next: typeof automatic | null): void {
    if (next === undefined) return;
    client
      .updateMany(keys, { automatic: next })
      .then(onClose, (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
  }

  return (
    <Dialog title={`Automatic drivers at ${keys.length} stations`} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          set(automatic);
        }}
      >
        <p className="soft">Cars come at random times and leave again. The same seed gives the same arrivals.</p>
        <AutomaticFields texts={texts} onChange={setTexts} />
        <p className="field-problem" role="alert">
          {failure}
        </p>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={() => set(null)}>
            Switch off
          </button>
          <button type="submit" className="button button-primary" aria-disabled={automatic === undefined}>
            Switch on
          </button>
        </div>
      </form>
    </Dialog>
  );
}
