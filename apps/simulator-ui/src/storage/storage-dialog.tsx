import { useEffect, useState } from 'react';
import type { SimulatorFault } from '@simulator/station-runner/browser';
import { useSimulator } from '../app/simulator-context.js';
import { bytesText } from '../ui/format.js';
import { Dialog } from '../ui/dialog.js';
import { useStore } from '../ui/store.js';
import { KeptThings, StationSizes } from './room-lists.js';
import { SaveButton } from './save-button.js';
import './storage.css';

/** Why the stations are not stored, and the ways out. */
export function StorageDialog({ onClose }: { onClose: () => void }) {
  const faults = useStore(useSimulator().faults);
  const fault = faults.find(({ kind }) => kind === 'unsaved' || kind === 'storage');
  return (
    <Dialog title={titleOf(fault)} onClose={onClose}>
      <div className="storage">
        {fault === undefined ? (
          <p role="status">Nothing is lost: all that happened meanwhile is in the store now.</p>
        ) : (
          <>
            <p>{fault.problem}</p>
            <SaveButton isFirst />
            {fault.kind === 'storage' && <Storing isFull={fault.isFull} />}
          </>
        )}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Close
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function titleOf(fault: SimulatorFault | undefined): string {
  if (fault === undefined) return 'The stations are stored again';
  if (fault.kind === 'storage' && fault.isFull) return 'There is no room to store the stations';
  return 'The stations are not stored';
}

function Storing({ isFull }: { isFull: boolean }) {
  const { client } = useSimulator();
  const [words, setWords] = useState('');

  function tryAgain(): void {
    setWords('Trying…');
    client.save().then(
      () => setWords('Stored.'),
      (error: unknown) => setWords(error instanceof Error ? error.message : String(error)),
    );
  }

  function askToKeep(): void {
    void navigator.storage.persist().then((granted) => {
      setWords(
        granted
          ? 'The browser keeps what this page stores, and may give it more room.'
          : 'The browser has said no. It may say yes once the page is a bookmark or installed.',
      );
      if (granted) tryAgain();
    });
  }

  return (
    <>
      <div className="storage-actions">
        <button type="button" className="button" onClick={tryAgain}>
          Try again
        </button>
        {isFull && isSecureContext && (
          <button type="button" className="button" onClick={askToKeep}>
            Ask the browser for lasting room
          </button>
        )}
      </div>
      <p role="status" className="soft">
        {words}
      </p>
      {isFull && (
        <>
          <Estimate />
          <StationSizes />
          <KeptThings />
        </>
      )}
    </>
  );
}

/** How much room there is, as far as the browser tells. */
function Estimate() {
  const [estimate, setEstimate] = useState<StorageEstimate | null>(null);
  useEffect(() => {
    // An insecure origin has no such thing.
    if (isSecureContext) void navigator.storage.estimate().then(setEstimate);
  }, []);
  const { usage, quota } = estimate ?? {};
  return (
    <p>
      {usage !== undefined && quota !== undefined && (
        <>
          The browser gives this page {bytesText(quota)}, and {bytesText(usage)} are taken.{' '}
        </>
      )}
      A nearly full disk leaves pages little: deleting files, or the data of other sites in the browser’s settings,
      makes room as well. What is removed here is gone; save it to a file first.
    </p>
  );
}
