import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Icon } from '../ui/icon.js';
import { allCommands, runCommand } from './commands.js';
import type { Command } from './commands.js';
import { found } from './rank.js';
import './palette.css';

/** A page of a thousand stations has more commands than anybody reads; typing narrows them. */
const MOST = 60;

/** Every command of the page, by typing a part of its name. The focus stays in the field; the arrows choose. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [commands] = useState(allCommands);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const listId = useId();
  const shown = useMemo(() => found(commands, search).slice(0, MOST), [commands, search]);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  function choose(index: number): void {
    setChosen(index);
    document.getElementById(`${listId}-${index}`)?.scrollIntoView({ block: 'nearest' });
  }

  function run(command: Command | undefined): void {
    if (command === undefined || command.blocked != null) return;
    // First the dialog goes, and gives the focus back: the command may move it.
    dialog.current?.close();
    runCommand(command);
  }

  function takeKey(event: KeyboardEvent): void {
    const last = shown.length - 1;
    const next: Record<string, number> = {
      ArrowDown: chosen >= last ? 0 : chosen + 1,
      ArrowUp: chosen <= 0 ? last : chosen - 1,
      PageDown: Math.min(last, chosen + 8),
      PageUp: Math.max(0, chosen - 8),
    };
    const index = next[event.key];
    if (event.key === 'Enter') run(shown[chosen]);
    else if (index !== undefined && last >= 0) choose(index);
    else return;
    event.preventDefault();
  }

  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label="Commands"
      onClose={onClose}
      onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
    >
      <div className="palette-search">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          placeholder="What shall happen?"
          aria-label="Search commands"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={shown.length > 0 ? `${listId}-${chosen}` : undefined}
          autoComplete="off"
          spellCheck={false}
          autoFocus
          value={search}
          onChange={({ target }) => {
            setSearch(target.value);
            setChosen(0);
          }}
          onKeyDown={takeKey}
        />
      </div>
      <ul id={listId} role="listbox" aria-label="Commands" className="palette-list">
        {shown.map((command, index) => (
          <li
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            className="palette-item"
            aria-selected={index === chosen}
            aria-disabled={command.blocked != null}
            onPointerMove={() => setChosen(index)}
            onClick={() => run(command)}
          >
            <span className="palette-group">{command.group}</span>
            <span className="palette-name">
              {command.name}
              {command.blocked != null && <span className="palette-why">{command.blocked}</span>}
            </span>
            {command.key !== undefined && <kbd>{keyName(command.key)}</kbd>}
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="palette-none soft">No command matches “{search}”.</p>}
    </dialog>
  );
}

export const keyName = (key: string): string => (key.length === 1 ? key.toUpperCase() : key);
