import { openHelp } from '../commands/command-layer.js';
import { Icon } from '../ui/icon.js';
import { Popover, useClosePopover } from '../ui/popover.js';
import { Segments } from '../ui/segments.js';
import { useStore } from '../ui/store.js';
import { density, setDensity, setTheme, theme } from './theme.js';
import type { Density, Theme } from './theme.js';

const themeNames: readonly { value: Theme; name: string }[] = [
  { value: 'system', name: 'System' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
];
const densityNames: readonly { value: Density; name: string }[] = [
  { value: 'comfortable', name: 'Comfortable' },
  { value: 'compact', name: 'Compact' },
];

/** Theme, density, and the way to the keyboard's help. */
export function AppearanceMenu() {
  const chosenTheme = useStore(theme);
  const chosenDensity = useStore(density);
  return (
    <Popover
      label="Appearance"
      buttonClass="button button-quiet button-icon"
      button={<Icon name={chosenTheme === 'dark' ? 'moon' : chosenTheme === 'light' ? 'sun' : 'auto'} />}
    >
      <div className="appearance">
        <Segments legend="Theme" options={themeNames} value={chosenTheme} onChange={setTheme} />
        <Segments legend="Density" options={densityNames} value={chosenDensity} onChange={setDensity} />
        <KeysButton />
      </div>
    </Popover>
  );
}

function KeysButton() {
  const close = useClosePopover();
  return (
    <button
      type="button"
      className="button button-quiet button-small"
      onClick={() => {
        close();
        openHelp();
      }}
    >
      Keyboard shortcuts <kbd>?</kbd>
    </button>
  );
}
