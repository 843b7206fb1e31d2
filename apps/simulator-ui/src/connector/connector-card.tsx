import type { Connector } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { lazy, Suspense } from 'react';
import { bayTabId } from '../station/bay-tab-id.js';
import { duration, kilowattHours, timeOfDay } from '../ui/format.js';
import { Actions } from './actions.js';
import { CardNotice } from './card-notice.js';
import { CarControls } from './car-controls.js';
import { ConnectorMenu } from './connector-menu.js';
import { Figures } from './figures.js';
import { SocRing } from './soc-ring.js';
import { StatusBadge } from './status-badge.js';
import './connector.css';

// The chart's library is not needed for the first picture.
const PowerChart = lazy(() => import('../chart/power-chart.js').then(({ PowerChart }) => ({ default: PowerChart })));

export function ConnectorCard({ snapshot, connector }: { snapshot: StationSnapshot; connector: Connector }) {
  const { id, status, car } = connector;
  return (
    <section className="connector-card" id="connector-card" role="tabpanel" aria-labelledby={bayTabId(id)}>
      <header className="connector-head">
        <h2>Connector {id}</h2>
        <StatusBadge status={status} testId="connector-status" />
        {car !== null && <span className="soft connector-car">{car.car.name}</span>}
        <ConnectorMenu snapshot={snapshot} connector={connector} />
      </header>
      <div className="connector-instrument">
        <Figures connector={connector} at={snapshot.at} />
        {car !== null && <SocRing socPercent={car.socPercent} targetSocPercent={car.targetSocPercent} />}
      </div>
      <Actions snapshot={snapshot} connector={connector} />
      <CardNotice />
      {car !== null && <CarControls connectorId={id} car={car} />}
      <Suspense fallback={<div className="chart-space" />}>
        <PowerChart connectorId={id} />
      </Suspense>
      <History connector={connector} />
    </section>
  );
}

/** The last finished transactions. */
function History({ connector }: { connector: Connector }) {
  if (connector.history.length === 0) return null;
  return (
    <section className="history" aria-label="Finished transactions">
      <h3>Finished</h3>
      <ul>
        {connector.history
          .toReversed()
          .map(({ localId, transactionId, startedAt, stoppedAt, energyWh, reason, idTag }) => (
            <li key={localId}>
              <span>{timeOfDay(startedAt)}</span>
              <span>{duration(stoppedAt - startedAt)}</span>
              <span>{kilowattHours(energyWh)}</span>
              <span>{reason}</span>
              <span className="soft history-tag">
                {idTag}
                {transactionId === null ? '' : ` · transaction ${transactionId}`}
              </span>
            </li>
          ))}
      </ul>
    </section>
  );
}
