import { lazy, Suspense } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { Icon } from '../ui/icon.js';
import { Store, useStore } from '../ui/store.js';

const StorageDialog = lazy(() => import('./storage-dialog.js').then((all) => ({ default: all.StorageDialog })));

/** Whether a person reads about the storage, and what can be done. */
export const storageDialogOpen = new Store(false);

/** Stands in the top bar for as long as the stations are not stored. */
export function StorageMark() {
  const faults = useStore(useSimulator().faults);
  if (!faults.some(({ kind }) => kind === 'unsaved' || kind === 'storage')) return null;
  return (
    <button
      type="button"
      className="storage-mark"
      title="The stations are not stored in this browser · why, and what can be done"
      onClick={() => storageDialogOpen.set(true)}
    >
      <Icon name="alert" size={14} />
      <span className="storage-mark-words">Not saved</span>
    </button>
  );
}

export function StorageLayer() {
  const isOpen = useStore(storageDialogOpen);
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <StorageDialog onClose={() => storageDialogOpen.set(false)} />
    </Suspense>
  );
}
