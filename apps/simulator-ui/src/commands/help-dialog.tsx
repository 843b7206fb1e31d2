import { useState } from 'react';
import { Dialog } from '../ui/dialog.js';
import { useStore } from '../ui/store.js';
import { allCommands } from './commands.js';
import { keyName } from './palette.js';
import { paletteHotkey } from './palette-hotkey.js';
import { setShortcutsOn, shortcutsOn } from './shortcuts.js';
import './help.css';

/** Which keys do what, and the switch that turns single keys off. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const on = useStore(shortcutsOn);
  const [commands] = useState(() => allCommands().filter(({ key }) => key !== undefined));
  const groups = [...new Set(commands.map(({ group }) => group))];
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <label className="help-switch">
        <input type="checkbox" checked={on} onChange={({ target }) => setShortcutsOn(target.checked)} />
        Single-key shortcuts
      </label>
      <p className="soft help-note">
        They never act while you type in a field, nor on a button that the keyboard has reached: Escape lets go of it.
      </p>
      <dl className="help-keys">
        <div>
          <dt>
            <kbd>{paletteHotkey}</kbd>
          </dt>
          <dd>All commands, by typing a part of their name</dd>
        </div>
      </dl>
      {groups.map((group) => (
        <section key={group}>
          <h3>{group}</h3>
          <dl className="help-keys">
            {commands
              .filter((command) => command.group === group)
              .map(({ id, key, name }) => (
                <div key={id}>
                  <dt>
                    <kbd>{keyName(key ?? '')}</kbd>
                  </dt>
                  <dd>{name}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
