import { Icon } from '../ui/icon.js';
import type { TimelineFilter } from './filter.js';

interface BarProps {
  searchId: string;
  filter: TimelineFilter;
  onFilter: (filter: TimelineFilter) => void;
  actions: readonly string[];
  paused: boolean;
  /** Entries that came since the pause. */
  missed: number;
  onPause: () => void;
  /** Stores what the filter shows as a file. */
  onExport: () => void;
}

export function TimelineBar({ searchId, filter, onFilter, actions, paused, missed, onPause, onExport }: BarProps) {
  const toggle = (name: 'onlyErrors' | 'foldHeartbeats') => onFilter({ ...filter, [name]: !filter[name] });
  return (
    <div className="timeline-bar">
      <div className="timeline-search">
        <Icon name="search" />
        <input
          id={searchId}
          className="input"
          type="search"
          placeholder="Search messages"
          aria-label="Search messages"
          value={filter.search}
          onChange={({ target }) => onFilter({ ...filter, search: target.value })}
        />
      </div>
      <select
        className="input timeline-action"
        aria-label="Action"
        value={filter.action ?? ''}
        onChange={({ target }) => onFilter({ ...filter, action: target.value === '' ? null : target.value })}
      >
        <option value="">All actions</option>
        {actions.map((action) => (
          <option key={action}>{action}</option>
        ))}
      </select>
      <div className="timeline-toggles">
        <Toggle pressed={filter.onlyErrors} onClick={() => toggle('onlyErrors')} name="Errors" />
        <Toggle pressed={filter.foldHeartbeats} onClick={() => toggle('foldHeartbeats')} name="Fold heartbeats" />
        <button
          type="button"
          className="button button-quiet button-small"
          aria-pressed={paused}
          aria-label={paused ? 'Resume the timeline' : 'Pause the timeline'}
          onClick={onPause}
        >
          <Icon name={paused ? 'play' : 'pause'} />
          {paused && missed > 0 ? `${missed} more` : paused ? 'Resume' : 'Pause'}
        </button>
        <button type="button" className="button button-quiet button-small" onClick={onExport}>
          Export JSONL
        </button>
      </div>
    </div>
  );
}

function Toggle({ pressed, onClick, name }: { pressed: boolean; onClick: () => void; name: string }) {
  return (
    <button type="button" className="button button-quiet button-small" aria-pressed={pressed} onClick={onClick}>
      {name}
    </button>
  );
}
