import { lazy, Suspense, useState } from 'react';
import { useStore } from '../ui/store.js';
import { sharingDialog } from './sharing-dialogs.js';

const FileDialog = lazy(() => import('./file-dialog.js').then((dialogs) => ({ default: dialogs.FileDialog })));
const LinkDialog = lazy(() => import('./link-dialog.js').then((dialogs) => ({ default: dialogs.LinkDialog })));
const SharedDialog = lazy(() => import('./shared-dialog.js').then((dialogs) => ({ default: dialogs.SharedDialog })));

/** The dialogs about files and links, and a link that somebody followed. */
export function SharingLayer() {
  const dialog = useStore(sharingDialog);
  const [hash, setHash] = useState(() => (location.hash.startsWith('#share=') ? location.hash : null));
  const close = () => sharingDialog.set(null);
  return (
    <Suspense fallback={null}>
      {dialog?.kind === 'file' && <FileDialog onClose={close} />}
      {dialog?.kind === 'link' && <LinkDialog stationKey={dialog.stationKey} onClose={close} />}
      {hash !== null && (
        <SharedDialog
          hash={hash}
          onClose={() => {
            history.replaceState(null, '', location.pathname + location.search);
            setHash(null);
          }}
        />
      )}
    </Suspense>
  );
}
