import type { StationSummary } from '@simulator/station-runner/browser';
import { useId, useState } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { Dialog } from '../ui/dialog.js';
import { readTags, tagsProblem } from './fleet-plan.js';

/** The tags of the stations that are shown. */
export function TagsDialog({ stations, onClose }: { stations: readonly StationSummary[]; onClose: () => void }) {
  const { client } = useSimulator();
  const inputId = useId();
  const shared = (stations[0]?.tags ?? []).filter((tag) => stations.every(({ tags }) => tags.includes(tag)));
  const [text, setText] = useState(shared.join(', '));
  const [failure, setFailure] = useState('');
  const problem = tagsProblem(text) ?? failure;

  return (
    <Dialog title={`Tags of ${stations.length} stations`} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (tagsProblem(text) !== null) return;
          const keys = stations.map(({ key }) => key);
          client
            .updateMany(keys, { tags: readTags(text) })
            .then(onClose, (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
        }}
      >
        <div className="field">
          <label htmlFor={inputId}>Tags, separated by commas; they replace those before</label>
          <input
            id={inputId}
            className="input"
            autoComplete="off"
            value={text}
            aria-invalid={problem !== ''}
            onChange={({ target }) => setText(target.value)}
          />
          <span className="field-problem">{problem}</span>
        </div>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary">
            Set the tags
          </button>
        </div>
      </form>
    </Dialog>
  );
}
