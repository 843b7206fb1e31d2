import type { StationSummary } from '@simulator/station-runner/browser';
import { useState } from 'react';
import { useSimulator } from '../app/simulator-context.js';
import { Icon } from '../ui/icon.js';
import { Popover, useClosePopover } from '../ui/popover.js';
import { countWords } from '../stations/list-view.js';
import { AutomaticDialog } from './automatic-dialog.js';
import { bulkActions } from './bulk-actions.js';
import type { BulkAction } from './bulk-actions.js';
import { HeatStrip } from './heat-strip.js';
import { RemoveManyDialog } from './remove-many-dialog.js';
import { StartDialog } from './start-dialog.js';
import { TagsDialog } from './tags-dialog.js';
import './fleet.css';

interface FleetBarProps {
  stations: readonly StationSummary[];
  /** Those that match the search: what is done to many is done to them. */
  shown: readonly StationSummary[];
  selectedKey: string;
  search: string;
  onSearch: (search: string) => void;
  onChoose: (key: string) => void;
}

type Asked = 'start' | 'automatic' | 'tags' | 'remove' | null;

/** What there is to see and to do with many stations. */
export function FleetBar({ stations, shown, selectedKey, search, onSearch, onChoose }: FleetBarProps) {
  const { client } = useSimulator();
  const [asked, setAsked] = useState<Asked>(null);
  const [words, setWords] = useState('');
  const tags = [...new Set(stations.flatMap((station) => station.tags))].sort().slice(0, 12);
  const keys = shown.map(({ key }) => key);

  function run({ name, act }: BulkAction): void {
    setWords(`${name}…`);
    act(client, shown).then(
      () => setWords(`${name}: done.`),
      (error: unknown) => setWords(`${name}: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  return (
    <div className="fleet-bar">
      <div className="fleet-row">
        <div className="timeline-search">
          <Icon name="search" />
          <input
            className="input"
            type="search"
            placeholder="Name, id, tag, state"
            aria-label="Search stations"
            value={search}
            onChange={({ target }) => onSearch(target.value)}
          />
        </div>
        <Popover label={`Actions for the ${shown.length} shown`} button="Actions" buttonClass="button button-small">
          <p className="soft fleet-menu-head">For the {shown.length} shown</p>
          <MenuItem name="Start charging…" onChoose={() => setAsked('start')} />
          {bulkActions.map((action) => (
            <MenuItem key={action.name} name={action.name} onChoose={() => run(action)} />
          ))}
          <hr />
          <MenuItem name="Automatic drivers…" onChoose={() => setAsked('automatic')} />
          <MenuItem name="Tags…" onChoose={() => setAsked('tags')} />
          <MenuItem name="Remove…" onChoose={() => setAsked('remove')} />
        </Popover>
      </div>
      {tags.length > 0 && (
        <div className="fleet-tags" role="group" aria-label="Tags">
          {tags.map((tag) => (
            <button
              key={tag}
              type="button"
              className="button button-quiet button-small"
              aria-pressed={search === tag}
              onClick={() => onSearch(search === tag ? '' : tag)}
            >
              {tag}
            </button>
          ))}
        </div>
      )}
      <HeatStrip stations={stations} selectedKey={selectedKey} onChoose={onChoose} />
      <p className="soft fleet-counts">{countWords(stations)}</p>
      <p className="fleet-outcome" role="status">
        {words}
      </p>
      {asked === 'start' && (
        <StartDialog
          stations={shown}
          onStarted={() => setWords('Start charging: done.')}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'automatic' && <AutomaticDialog keys={keys} onClose={() => setAsked(null)} />}
      {asked === 'tags' && <TagsDialog stations={shown} onClose={() => setAsked(null)} />}
      {asked === 'remove' && <RemoveManyDialog keys={keys} onClose={() => setAsked(null)} />}
    </div>
  );
}

function MenuItem({ name, onChoose }: { name: string; onChoose: () => void }) {
  const close = useClosePopover();
  return (
    <button
      type="button"
      className="button button-quiet button-small"
      onClick={() => {
        close();
        onChoose();
      }}
    >
      {name}
    </button>
  );
}
