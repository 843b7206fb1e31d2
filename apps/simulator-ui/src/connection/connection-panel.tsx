import { shellTime } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { lazy, Suspense, useState } from 'react';
import { useStationInput } from '../station/station-context.js';
import { roughDuration } from '../ui/format.js';
import { useNow } from '../ui/now.js';
import { Icon } from '../ui/icon.js';
import { EditAddressDialog } from '../connect/edit-address-dialog.js';
import { reportFailure } from './failure.js';
import type { FailureReport } from './failure.js';
import { registrationNotice } from './status.js';

const LineDialog = lazy(() => import('../connect/line-dialog.js').then((dialogs) => ({ default: dialogs.LineDialog })));
const ProbePanel = lazy(() => import('../probe/probe-panel.js').then((probe) => ({ default: probe.ProbePanel })));

/** What is wrong between the station and its CSMS, and what to do about it; nothing while all is well. */
export function ConnectionPanel({ snapshot }: { snapshot: StationSnapshot }) {
  const now = useNow();
  const { definition, station } = snapshot;
  const page = { protocol: location.protocol, origin: location.origin, online: navigator.onLine };
  const report = reportFailure({ definition, station, now, page });
  if (report !== null) return <FailurePanel report={report} snapshot={snapshot} now={now} />;
  const notice = registrationNotice(station, now);
  if (notice === null) return null;
  return (
    <section className="notice" aria-label="Registration">
      <h2>{notice.headline}</h2>
      <p>{notice.text}</p>
    </section>
  );
}

function FailurePanel({ report, snapshot, now }: { report: FailureReport; snapshot: StationSnapshot; now: number }) {
  const { state, retryAt } = snapshot.station.connection;
  const retryIn = shellTime(snapshot.station, retryAt) - now;
  const isOff = state === 'off';
  const [isKnown, setKnown] = useState(false);
  const neverOpened = !isOff && snapshot.station.connection.lastFailure?.wasOpen === false;
  return (
    <section
      className={isOff ? 'notice' : 'notice notice-bad'}
      aria-label="Connection problem"
      data-testid="connection-problem"
    >
      <h2 className="failure-headline">
        <Icon name={isOff ? 'wifiOff' : 'alert'} />
        {report.headline}
      </h2>
      {state === 'waiting' && <p>Next try in {roughDuration(retryIn)}.</p>}
      {state === 'connecting' && <p>Trying again…</p>}
      <div className="failure-facts">
        <Facts title="Known" items={report.known} />
        {!isKnown && <Facts title="Possible causes" items={report.possibleCauses} />}
        {!isKnown && <Facts title="What to do" items={report.remedies} />}
      </div>
      {neverOpened && (
        <Suspense fallback={null}>
          <ProbePanel snapshot={snapshot} onKnown={setKnown} />
        </Suspense>
      )}
      <FailureActions snapshot={snapshot} />
    </section>
  );
}

function FailureActions({ snapshot }: { snapshot: StationSnapshot }) {
  const input = useStationInput();
  const [editing, setEditing] = useState(false);
  const [settingLine, setSettingLine] = useState(false);
  const { state } = snapshot.station.connection;
  const goOnline = () => input({ type: 'networkSwitched', on: true });
  const goOffline = () => input({ type: 'networkSwitched', on: false });
  return (
    <div className="notice-actions">
      {state === 'off' && (
        <button type="button" className="button" onClick={() => void goOnline()}>
          Go online
        </button>
      )}
      {state === 'waiting' && (
        <button type="button" className="button" onClick={() => void goOffline().then(goOnline)}>
          Try again now
        </button>
      )}
      <button type="button" className="button" onClick={() => setEditing(true)}>
        Change the address
      </button>
      <button type="button" className="button" onClick={() => setSettingLine(true)}>
        Security and relay
      </button>
      {state !== 'off' && (
        <button type="button" className="button button-quiet" onClick={() => void goOffline()}>
          Stay offline
        </button>
      )}
      {settingLine && (
        <Suspense fallback={null}>
          <LineDialog definition={snapshot.definition} onClose={() => setSettingLine(false)} />
        </Suspense>
      )}
      {editing && <EditAddressDialog definition={snapshot.definition} onClose={() => setEditing(false)} />}
    </div>
  );
}

function Facts({ title, items }: { title: string; items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}
