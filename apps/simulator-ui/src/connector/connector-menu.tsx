import type { Connector } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { lazy, Suspense, useState } from 'react';
import { Icon } from '../ui/icon.js';
import { Popover } from '../ui/popover.js';

// What is opened now and then is fetched then.
const MenuItems = lazy(() => import('./menu-items.js').then(({ MenuItems }) => ({ default: MenuItems })));
const FaultDialog = lazy(() => import('./fault-dialog.js').then(({ FaultDialog }) => ({ default: FaultDialog })));
const ReserveDialog = lazy(() =>
  import('./reserve-dialog.js').then(({ ReserveDialog }) => ({ default: ReserveDialog })),
);

export type ConnectorDialog = 'fault' | 'reserve';

/** Everything else that can happen at a connector. */
export function ConnectorMenu({ snapshot, connector }: { snapshot: StationSnapshot; connector: Connector }) {
  const [dialog, setDialog] = useState<ConnectorDialog | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Popover
        label="More actions"
        buttonClass="button button-quiet"
        button={
          <>
            More <Icon name="chevronDown" />
          </>
        }
      >
        <Suspense fallback={<span className="soft">Opening…</span>}>
          <MenuItems snapshot={snapshot} connector={connector} onDialog={setDialog} />
        </Suspense>
      </Popover>
      <Suspense fallback={null}>
        {dialog === 'fault' && <FaultDialog connector={connector} onClose={close} />}
        {dialog === 'reserve' && <ReserveDialog snapshot={snapshot} connector={connector} onClose={close} />}
      </Suspense>
    </>
  );
}
