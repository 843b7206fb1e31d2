import { addressOf } from '../connection/failure.js';
import { useFeed } from '../station/station-context.js';
import { Icon } from '../ui/icon.js';
import { Popover, useClosePopover } from '../ui/popover.js';
import { saveFile } from '../ui/save-file.js';
import { FilterChips } from './filter-chips.js';
import type { ExchangeLog } from './exchanges.js';
import { showRows } from './filter.js';
import type { TimelineFilter } from './filter.js';
import type { ExchangeRow } from './row.js';

export type TimelineDialog =
  | { kind: 'send' }
  | { kind: 'import' }
  | { kind: 'intercept' }
  | { kind: 'answers'; from: ExchangeRow | null }
  | { kind: 'compare'; left: ExchangeRow; right: ExchangeRow };

interface BarProps {
  searchId: string;
  log: ExchangeLog;
  /** Changes when what is counted does. */
  version: number;
  filter: TimelineFilter;
  onFilter: (filter: TimelineFilter) => void;
  onPause: () => void;
  onDialog: (dialog: TimelineDialog) => void;
  /** Null: the live timeline. */
  captureName: string | null;
}

export function TimelineBar(props: BarProps) {
  const { searchId, log, version, filter, onFilter, onPause, captureName } = props;
  return (
    <div className="timeline-bar">
      <div className="timeline-tools">
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
            onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          />
        </div>
        {captureName === null && <Pause log={log} version={version} upTo={filter.upTo} onPause={onPause} />}
        <Popover
          label="More about the timeline"
          buttonClass="button button-quiet timeline-button"
          button={
            <>
              More <Icon name="chevronDown" />
            </>
          }
        >
          <MoreItems {...props} />
        </Popover>
      </div>
      <FilterChips log={log} version={version} filter={filter} onFilter={onFilter} />
    </div>
  );
}

interface PauseProps {
  log: ExchangeLog;
  version: number;
  upTo: number | null;
  onPause: () => void;
}

function Pause({ log, upTo, onPause }: PauseProps) {
  const missed = upTo === null ? 0 : (log.rows.at(-1)?.number ?? 0) - upTo;
  return (
    <button
      type="button"
      className="button button-quiet timeline-button"
      aria-pressed={upTo !== null}
      aria-label={upTo === null ? 'Pause the timeline' : 'Resume the timeline'}
      onClick={onPause}
    >
      <Icon name={upTo === null ? 'pause' : 'play'} />
      {upTo !== null && missed > 0 ? `${missed} more` : upTo === null ? 'Pause' : 'Resume'}
    </button>
  );
}

function MoreItems({ log, filter, onFilter, onDialog, captureName }: BarProps) {
  const close = useClosePopover();
  const feed = useFeed();
  const does = (work: () => void) => () => {
    close();
    work();
  };
  const asks = (dialog: TimelineDialog) => does(() => onDialog(dialog));

  function exported() {
    return showRows(log.rows, { ...filter, foldHeartbeats: false }).map(({ row }) => row);
  }
  async function saveJsonl(): Promise<void> {
    const { toJsonl } = await import('./export-jsonl.js');
    saveFile('timeline.jsonl', 'application/x-ndjson', toJsonl(exported()));
  }
  async function saveHar(): Promise<void> {
    const { toHar } = await import('./har.js');
    const definition = feed.snapshot.get()?.definition;
    const address = captureName === null && definition !== undefined ? addressOf(definition) : 'ws://unknown/';
    saveFile('timeline.har', 'application/json', toHar(exported(), address));
  }

  return (
    <>
      <button
        type="button"
        className="button button-quiet"
        aria-pressed={filter.foldHeartbeats}
        onClick={() => onFilter({ ...filter, foldHeartbeats: !filter.foldHeartbeats })}
      >
        <Icon name={filter.foldHeartbeats ? 'check' : 'dot'} />
        Fold heartbeats
      </button>
      <hr />
      <Item name="Send a frame by hand…" onClick={asks({ kind: 'send' })} />
      <Item name="Intercept messages…" onClick={asks({ kind: 'intercept' })} />
      <Item name="Always answer with…" onClick={asks({ kind: 'answers', from: null })} />
      <hr />
      <Item name="Export JSONL" onClick={does(() => void saveJsonl())} />
      <Item name="Export HAR" onClick={does(() => void saveHar())} />
      <Item name="Import and replay…" onClick={asks({ kind: 'import' })} />
    </>
  );
}

function Item({ name, onClick }: { name: string; onClick: () => void }) {
  return (
    <button type="button" className="button button-quiet" onClick={onClick}>
      {name}
    </button>
  );
}
