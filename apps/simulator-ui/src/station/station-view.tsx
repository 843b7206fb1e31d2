import type { Connector, ConnectorConfig, Station } from '@simulator/station';
import type { StationSnapshot } from '@simulator/station-runner/browser';
import { lazy, Suspense, useEffect } from 'react';
import type { KeyboardEvent } from 'react';
import { selectConnector, selectedConnectors } from '../app/selection.js';
import { ConnectionPanel } from '../connection/connection-panel.js';
import { ConnectorCard } from '../connector/connector-card.js';
import { StatusBadge } from '../connector/status-badge.js';
import { statusLooks } from '../connector/status-look.js';
import { announce } from '../ui/announcer.js';
import { kilowatts } from '../ui/format.js';
import { useStore } from '../ui/store.js';
import { useConnectorActions } from '../connector/connector-actions.js';
import { Bay } from './bay.js';
import { bayTabId } from './bay-tab-id.js';
import { StationTabs } from './station-tabs.js';
import { useStationCommands } from './station-commands.js';
import { useFeed } from './station-context.js';

const RunStrip = lazy(() => import('../scenarios/run-strip.js').then((scenarios) => ({ default: scenarios.RunStrip })));

/** The selected station: what is wrong with its line, its bays, and the card of one connector. */
export function StationView() {
  const feed = useFeed();
  const snapshot = useStore(feed.snapshot);
  const chosen = useStore(selectedConnectors)[feed.key];
  const first = chosen === undefined && snapshot !== null ? liveliest(snapshot.station)?.id : undefined;
  useEffect(() => {
    // Once it is seen it stays: what happens at another connector does not pull the view away.
    if (first !== undefined) selectConnector(feed.key, first);
  }, [first, feed]);
  if (snapshot === null) return <p className="station soft">Opening the station…</p>;
  const { definition, station } = snapshot;
  const connector = station.connectors.find(({ id }) => id === chosen) ?? liveliest(station);
  return (
    <>
      <div className="station">
        <div className="station-head">
          <h1>{definition.name}</h1>
          <span className="soft">
            {station.config.vendor} {station.config.model}
            {definition.name === station.config.id ? '' : ` · ${station.config.id}`}
          </span>
        </div>
        <ConnectionPanel snapshot={snapshot} />
        {(snapshot.scenario !== null || snapshot.definition.before !== undefined) && (
          <Suspense fallback={null}>
            <RunStrip snapshot={snapshot} />
          </Suspense>
        )}
        <StationTabs
          stationKey={feed.key}
          snapshot={snapshot}
          connector={connector}
          bays={<Bays snapshot={snapshot} selectedId={connector?.id ?? 0} />}
          session={connector && <ConnectorCard key={connector.id} snapshot={snapshot} connector={connector} />}
        />
        <StatusAnnouncements station={station} />
        {connector && <Commands snapshot={snapshot} connector={connector} />}
      </div>
    </>
  );
}

/** The connector to look at before a person has chosen one. */
function liveliest({ connectors }: Station): Connector | undefined {
  return (
    connectors.find(({ transaction }) => transaction !== null) ??
    connectors.find(({ car }) => car !== null) ??
    connectors[0]
  );
}

function Commands({ snapshot, connector }: { snapshot: StationSnapshot; connector: Connector }) {
  useStationCommands(snapshot, connector);
  return null;
}

function Bays({ snapshot, selectedId }: { snapshot: StationSnapshot; selectedId: number }) {
  const { connectors } = snapshot.station;
  const stationKey = snapshot.definition.key;

  function moveWithArrows(event: KeyboardEvent<HTMLElement>): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const index = connectors.findIndex(({ id }) => id === selectedId);
    const next = connectors[(index + step + connectors.length) % connectors.length];
    if (next === undefined) return;
    event.preventDefault();
    selectConnector(stationKey, next.id);
    document.getElementById(bayTabId(next.id))?.focus();
  }

  return (
    <div className="bays" role="tablist" aria-label="Connectors" onKeyDown={moveWithArrows}>
      {connectors.map((connector) => (
        <BayTab
          key={connector.id}
          snapshot={snapshot}
          connector={connector}
          isSelected={connector.id === selectedId}
          onSelect={() => selectConnector(stationKey, connector.id)}
        />
      ))}
    </div>
  );
}

interface BayTabProps {
  snapshot: StationSnapshot;
  connector: Connector;
  isSelected: boolean;
  onSelect: () => void;
}

/** A connector: its name and status are the tab, the drawing below takes gestures. */
function BayTab({ snapshot, connector, isSelected, onSelect }: BayTabProps) {
  const { blocked, act } = useConnectorActions(snapshot, connector);
  const { id, status, flow, car } = connector;
  return (
    <div className="bay-tab" role="presentation" data-selected={isSelected} onPointerDown={onSelect}>
      <button
        id={bayTabId(id)}
        type="button"
        role="tab"
        className="bay-title"
        aria-selected={isSelected}
        aria-controls="connector-card"
        tabIndex={isSelected ? 0 : -1}
        onClick={onSelect}
      >
        <span>
          {id} · {ratingOf(snapshot.station.config.connectors[id - 1])}
        </span>
        <StatusBadge status={status} />
        <span className="visually-hidden">{pictureWords(connector)}</span>
      </button>
      <Bay
        status={status}
        powerW={flow.powerW}
        socPercent={car?.socPercent ?? null}
        plugged={car !== null}
        gestures={{
          plugIn: act.plugIn,
          unplug: act.unplug,
          tapCard: () => (blocked.presentCard === null ? act.presentCard() : announce(blocked.presentCard)),
        }}
      />
    </div>
  );
}

/** `AC 22 kW`, `DC 150 kW`. */
function ratingOf(config: ConnectorConfig | undefined): string {
  if (config === undefined) return '';
  if (config.current === 'DC') return `DC ${Math.round(config.maxPowerW / 1000)} kW`;
  const powerW = config.phases * config.voltageV * Math.min(config.maxCurrentA, config.cableMaxCurrentA);
  return `AC ${Math.round(powerW / 1000)} kW`;
}

function pictureWords({ car, flow }: Connector): string {
  if (car === null) return 'No car';
  const charge = `${car.car.name} at ${Math.floor(car.socPercent)} %`;
  return flow.powerW > 0 ? `${charge}, taking ${kilowatts(flow.powerW)} kW` : charge;
}

/** Changes of status, for people who do not see the picture. */
function StatusAnnouncements({ station }: { station: Station }) {
  const words = station.connectors.map(({ id, status }) => `Connector ${id}: ${statusLooks[status].words}`).join('. ');
  useEffect(() => announce(words), [words]);
  return null;
}
