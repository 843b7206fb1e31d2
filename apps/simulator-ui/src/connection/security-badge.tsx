import { lazy, Suspense, useState } from 'react';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { Icon } from '../ui/icon.js';
import { lineSecurity } from './security.js';

const LineDialog = lazy(() => import('../connect/line-dialog.js').then((dialogs) => ({ default: dialogs.LineDialog })));

/** How the line is protected; pressed, it lets that be changed. */
export function SecurityBadge({ snapshot: { definition, station } }: { snapshot: StationSnapshot }) {
  const { encrypted, text, detail } = lineSecurity(definition.csmsUrl, station);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="security-badge"
        data-encrypted={encrypted}
        title={`${detail} · change it`}
        data-testid="security-badge"
        onClick={() => setOpen(true)}
      >
        <Icon name={encrypted ? 'lock' : 'unlock'} size={14} />
        <span className="security-words">{text}</span>
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <LineDialog definition={definition} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
