import type { ReactNode } from 'react';
import { Icon } from '../ui/icon.js';
import type { ExchangeLog } from './exchanges.js';
import type { TimelineFilter } from './filter.js';

interface ChipsProps {
  log: ExchangeLog;
  version: number;
  filter: TimelineFilter;
  onFilter: (filter: TimelineFilter) => void;
}

/** Errors, direction and actions, each a switch; several actions may be on. */
export function FilterChips({ log, filter, onFilter }: ChipsProps) {
  const { onlyErrors, from, actions } = filter;
  const direct = (side: 'station' | 'csms') => onFilter({ ...filter, from: from === side ? null : side });

  function toggle(action: string): void {
    const next = actions.includes(action) ? actions.filter((name) => name !== action) : [...actions, action];
    onFilter({ ...filter, actions: next });
  }

  // Chosen ones stay although their rows are gone.
  const names = [...new Set([...log.actions.keys(), ...actions])].sort();
  return (
    <div className="chips" role="group" aria-label="Filter">
      <Chip pressed={onlyErrors} onClick={() => onFilter({ ...filter, onlyErrors: !onlyErrors })}>
        <Icon name="alert" size={14} />
        Errors
      </Chip>
      <Chip pressed={from === 'station'} name="From the station" onClick={() => direct('station')}>
        <Icon name="arrowRight" size={14} />
        Station
      </Chip>
      <Chip pressed={from === 'csms'} name="From the CSMS" onClick={() => direct('csms')}>
        <Icon name="arrowLeft" size={14} />
        CSMS
      </Chip>
      {names.length > 0 && <span className="chips-line" aria-hidden="true" />}
      {names.map((action) => (
        <Chip key={action} pressed={actions.includes(action)} onClick={() => toggle(action)}>
          {action}
          <span className="chip-count">{log.actions.get(action) ?? 0}</span>
        </Chip>
      ))}
    </div>
  );
}

interface ChipProps {
  pressed: boolean;
  /** Instead of the content, for people who listen. */
  name?: string;
  onClick: () => void;
  children: ReactNode;
}

function Chip({ pressed, name, onClick, children }: ChipProps) {
  return (
    <button type="button" className="chip" aria-pressed={pressed} aria-label={name} onClick={onClick}>
      {children}
    </button>
  );
}
