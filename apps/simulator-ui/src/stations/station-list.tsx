import type { StationSummary } from '@simulator/station-runner/browser';
import { lazy, Suspense, useDeferredValue, useLayoutEffect, useRef, useState } from 'react';
import { selectStation } from '../app/selection.js';
import { sharingDialog } from '../sharing/sharing-dialogs.js';
import { kilowatts } from '../ui/format.js';
import { Icon } from '../ui/icon.js';
import type { IconName } from '../ui/icon.js';
import { lookOf, matching, powerOf, rowsInView } from './list-view.js';
import './stations.css';

// For those who have many.
const FleetBar = lazy(() => import('../fleet/fleet-bar.js').then((fleet) => ({ default: fleet.FleetBar })));
const FleetDialog = lazy(() => import('../fleet/fleet-dialog.js').then((fleet) => ({ default: fleet.FleetDialog })));
const RemoveDialog = lazy(() => import('./remove-dialog.js').then((all) => ({ default: all.RemoveDialog })));
const RenameDialog = lazy(() => import('./rename-dialog.js').then((all) => ({ default: all.RenameDialog })));

interface StationListProps {
  stations: readonly StationSummary[];
  selectedKey: string;
  onAdd: () => void;
  /** Called when a person has chosen one. */
  onChosen: () => void;
}

export function StationList({ stations, selectedKey, onAdd, onChosen }: StationListProps) {
  const [renaming, setRenaming] = useState<StationSummary | null>(null);
  const [removing, setRemoving] = useState<StationSummary | null>(null);
  const [isAddingMany, setAddingMany] = useState(false);
  const [search, setSearch] = useState('');
  const shown = matching(stations, useDeferredValue(search));

  function choose(key: string): void {
    selectStation(key);
    onChosen();
  }

  return (
    <nav className="stations" aria-label="Stations">
      <div className="stations-head">
        <h2>Stations</h2>
        <Tool icon="upload" name="Export and import" onClick={() => sharingDialog.set({ kind: 'file' })} />
        <Tool icon="grid" name="Add many from a template" onClick={() => setAddingMany(true)} />
        <button type="button" className="button button-small" onClick={onAdd}>
          <Icon name="plus" />
          Add
        </button>
      </div>
      {stations.length > 1 && (
        <Suspense fallback={null}>
          <FleetBar
            stations={stations}
            shown={shown}
            selectedKey={selectedKey}
            search={search}
            onSearch={setSearch}
            onChoose={choose}
          />
        </Suspense>
      )}
      <Rows
        stations={shown}
        selectedKey={selectedKey}
        onChoose={choose}
        onRename={setRenaming}
        onRemove={setRemoving}
      />
      {shown.length === 0 && <p className="soft stations-none">No station matches.</p>}
      <Suspense fallback={null}>
        {renaming !== null && <RenameDialog station={renaming} onClose={() => setRenaming(null)} />}
        {removing !== null && <RemoveDialog station={removing} onClose={() => setRemoving(null)} />}
        {isAddingMany && <FleetDialog likeKey={selectedKey} onClose={() => setAddingMany(false)} />}
      </Suspense>
    </nav>
  );
}

const ROW_HEIGHT = 54;

interface RowsProps {
  stations: readonly StationSummary[];
  selectedKey: string;
  onChoose: (key: string) => void;
  onRename: (station: StationSummary) => void;
  onRemove: (station: StationSummary) => void;
}

/** Only the rows in view are in the document. */
function Rows({ stations, selectedKey, onChoose, onRename, onRemove }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 1200 });
  const [first, end] = rowsInView(stations.length, { ...view, rowHeight: ROW_HEIGHT });

  useLayoutEffect(() => {
    const list = scroller.current;
    if (list === null) return;
    const measure = () => setView({ top: list.scrollTop, height: list.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(list);
    return () => observer.disconnect();
  }, []);

  return (
    <div
      ref={scroller}
      className="stations-rows"
      onScroll={({ currentTarget: { scrollTop: top, clientHeight: height } }) => setView({ top, height })}
    >
      <ul style={{ paddingTop: first * ROW_HEIGHT, paddingBottom: (stations.length - end) * ROW_HEIGHT }}>
        {stations.slice(first, end).map((station, index) => (
          <li
            key={station.key}
            className="station-item"
            data-testid="station-item"
            aria-setsize={stations.length}
            aria-posinset={first + index + 1}
          >
            <button
              type="button"
              className="station-choice"
              aria-current={station.key === selectedKey}
              onClick={() => onChoose(station.key)}
            >
              <Summary station={station} />
            </button>
            <div className="station-tools">
              <Tool
                icon="link"
                name={`Share ${station.name}`}
                onClick={() => sharingDialog.set({ kind: 'link', stationKey: station.key })}
              />
              <Tool icon="pencil" name={`Rename ${station.name}`} onClick={() => onRename(station)} />
              <Tool icon="trash" name={`Remove ${station.name}`} onClick={() => onRemove(station)} />
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Name, power, and the one thing that matters most about it now. */
function Summary({ station }: { station: StationSummary }) {
  const powerW = powerOf(station);
  const { icon, words, color } = lookOf(station);
  return (
    <>
      <span className="station-icon" style={{ color }}>
        <Icon name={icon} />
      </span>
      <span className="station-name">{station.name}</span>
      <span className="station-power">{powerW > 0 && `${kilowatts(powerW)} kW`}</span>
      <span className="station-state soft">
        {words}
        {station.automatic && ' · automatic'}
        {station.tags.map((tag) => ` · ${tag}`)}
      </span>
    </>
  );
}

function Tool({ icon, name, onClick }: { icon: IconName; name: string; onClick: () => void }) {
  return (
    <button
      type="button"
      className="button button-quiet button-icon button-small"
      aria-label={name}
      title={name}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
