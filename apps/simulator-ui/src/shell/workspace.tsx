import type { StationSummary } from '@simulator/station-runner/browser';
import { useState } from 'react';
import type { CSSProperties } from 'react';
import { selectStation } from '../app/selection.js';
import { useSimulator } from '../app/simulator-context.js';
import { StationContext } from '../station/station-context.js';
import { StationView } from '../station/station-view.js';
import { StationList } from '../stations/station-list.js';
import { Timeline } from '../timeline/timeline.js';
import { useCommands } from '../commands/commands.js';
import { DisturbanceBar } from '../disturbances/disturbance-banner.js';
import { Icon } from '../ui/icon.js';
import { useStore } from '../ui/store.js';
import { paneSizes } from './pane-sizes.js';
import { Resizer } from './resizer.js';

type Tab = 'stations' | 'station' | 'timeline';

interface WorkspaceProps {
  stations: readonly StationSummary[];
  selectedKey: string;
  onAdd: () => void;
}

/**
 * Stations, the station, its timeline: three columns; under 900 px the timeline is a sheet at the bottom, under 600 px each
 * is a tab. Which of them is seen is the style sheet's matter.
 */
export function Workspace({ stations, selectedKey, onAdd }: WorkspaceProps) {
  const feed = useSimulator().feed(selectedKey);
  const [tab, setTab] = useState<Tab>('station');
  const [sheetOpen, setSheetOpen] = useState(false);
  const sizes = useStore(paneSizes);
  useCommands(() => [
    { id: 'add-station', group: 'Stations', name: 'Add a station', run: onAdd },
    ...stations.map(({ key, name }) => ({
      ...{ id: `select-${key}`, group: 'Stations', name: `Go to ${name}` },
      run: () => selectStation(key),
    })),
  ]);
  const style = {
    '--stations-width': `${sizes.stations}px`,
    '--timeline-width': `${sizes.timeline}px`,
    '--sheet-height': `${sizes.sheet}px`,
  } as CSSProperties;
  return (
    <StationContext value={feed}>
      <DisturbanceBar />
      <div className="workspace" data-tab={tab} data-sheet={sheetOpen ? 'open' : 'closed'} style={style}>
        <div className="column column-stations" id="column-stations">
          <StationList stations={stations} selectedKey={selectedKey} onAdd={onAdd} onChosen={() => setTab('station')} />
        </div>
        <Resizer pane="stations" label="Width of the stations" controls="column-stations" />
        <main className="column column-station">
          <StationView key={selectedKey} />
        </main>
        <Resizer pane="timeline" label="Width of the timeline" controls="column-timeline" />
        <Resizer pane="sheet" label="Height of the timeline" controls="column-timeline" />
        <div className="column column-timeline" id="column-timeline">
          <button
            type="button"
            className="sheet-handle"
            aria-expanded={sheetOpen}
            onClick={() => setSheetOpen(!sheetOpen)}
          >
            <Icon name={sheetOpen ? 'chevronDown' : 'chevronUp'} />
            Timeline
          </button>
          <Timeline key={selectedKey} />
        </div>
      </div>
      <nav className="tabs" aria-label="Views">
        <TabButton tab="stations" name="Stations" current={tab} onChoose={setTab} />
        <TabButton tab="station" name="Station" current={tab} onChoose={setTab} />
        <TabButton tab="timeline" name="Timeline" current={tab} onChoose={setTab} />
      </nav>
    </StationContext>
  );
}

const icons = { stations: 'grid', station: 'bolt', timeline: 'list' } as const;

function TabButton({
  tab,
  name,
  current,
  onChoose,
}: {
  tab: Tab;
  name: string;
  current: Tab;
  onChoose: (tab: Tab) => void;
}) {
  return (
    <button type="button" className="tab" aria-current={tab === current} onClick={() => onChoose(tab)}>
      <Icon name={icons[tab]} />
      {name}
    </button>
  );
}
