import { lazy, Suspense, useState } from 'react';
import { CommandLayer } from '../commands/command-layer.js';
import { AddStationDialog } from '../connect/add-station-dialog.js';
import { Welcome } from '../connect/welcome.js';
import { Workspace } from '../shell/workspace.js';
import { TopBar } from '../shell/top-bar.js';
import { SharingLayer } from '../sharing/sharing-layer.js';
import { Announcer } from '../ui/announcer.js';
import { useStore } from '../ui/store.js';
import { selectedStation } from './selection.js';
import { FaultNotices, Starting } from './fault-screens.js';
import { FullScreenFault } from './full-screen-fault.js';
import { ProblemBar } from './problem-bar.js';
import { useSimulator } from './simulator-context.js';
import './app.css';

const ReleaseNotice = lazy(() =>
  import('../release/release-notice.js').then((all) => ({ default: all.ReleaseNotice })),
);

export function App() {
  const simulator = useSimulator();
  const faults = useStore(simulator.faults);
  const blocking = faults.find(({ kind }) => kind === 'workerStopped' || kind === 'otherTab');
  return (
    <div className="app">
      {blocking === undefined ? <Screens /> : <FullScreenFault fault={blocking} />}
      <FaultNotices faults={faults.filter((fault) => fault !== blocking)} />
      <Suspense fallback={null}>
        <ReleaseNotice />
      </Suspense>
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
      {adding && <AddStationDialog onClose={() => setAdding(false)} />}
    </>
  );
}
