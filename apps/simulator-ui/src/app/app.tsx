import { lazy, Suspense, useState } from 'react';
import { CommandLayer } from '../commands/command-layer.js';
import { Welcome } from '../connect/welcome.js';
import { Workspace } from '../shell/workspace.js';
import { TopBar } from '../shell/top-bar.js';
import { SharingLayer } from '../sharing/sharing-layer.js';
import { StorageLayer } from '../storage/storage-mark.js';
import { Announcer } from '../ui/announcer.js';
import { useStore } from '../ui/store.js';
import { selectedStation } from './selection.js';
import { BareFault, FaultNotices, Starting } from './fault-screens.js';
import { ProblemBar } from './problem-bar.js';
import { useSimulator } from './simulator-context.js';
import './app.css';

const AddStationDialog = lazy(() =>
  import('../connect/add-station-dialog.js').then((all) => ({ default: all.AddStationDialog })),
);
const ReleaseNotice = lazy(() =>
  import('../release/release-notice.js').then((all) => ({ default: all.ReleaseNotice })),
);

// A dead server is one of the reasons for faults: what cannot be fetched has a stand-in.
const FullScreenFault = lazy(() =>
  import('./full-screen-fault.js').then(
    (all) => ({ default: all.FullScreenFault }),
    () => ({ default: BareFault }),
  ),
);
const SilentWorker = lazy(() =>
  import('./silent-worker.js').then(
    (all) => ({ default: all.SilentWorker }),
    () => ({ default: BareFault }),
  ),
);

const blockingKinds = new Set<string>(['workerStopped', 'otherTab', 'noStore']);

export function App() {
  const simulator = useSimulator();
  const faults = useStore(simulator.faults);
  const blocking = faults.find(({ kind }) => blockingKinds.has(kind));
  const silent = faults.find(({ kind }) => kind === 'noAnswer');
  return (
    <div className="app">
      <Suspense fallback={<Starting />}>
        {blocking === undefined ? <Screens /> : <FullScreenFault fault={blocking} />}
      </Suspense>
      <FaultNotices faults={faults.filter((fault) => fault !== blocking)} />
      <Suspense fallback={null}>
        <ReleaseNotice />
        {silent !== undefined && <SilentWorker fault={silent} />}
      </Suspense>
      {/* What another tab runs, or nobody, this one has nothing to say about. */}
      {blocking === undefined && <StorageLayer />}
      <SharingLayer />
      <ProblemBar />
      <CommandLayer />
      <Announcer />
    </div>
  );
}

function Screens() {
  const simulator = useSimulator();
  const ready = useStore(simulator.ready);
  const stations = useStore(simulator.stations);
  const selected = useStore(selectedStation);
  const [adding, setAdding] = useState(false);
  if (!ready || stations === null) return <Starting />;
  const station = stations.find(({ key }) => key === selected) ?? stations[0];
  if (station === undefined) {
    return (
      <>
        <TopBar stationKey={null} />
        <Welcome />
      </>
    );
  }
  return (
    <>
      <TopBar stationKey={station.key} />
      <Workspace stations={stations} selectedKey={station.key} onAdd={() => setAdding(true)} />
      {adding && (
        <Suspense fallback={null}>
          <AddStationDialog onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </>
  );
}
