import { lazy, Suspense, useState } from 'react';
import { density, setDensity, setTheme, themes } from '../shell/theme.js';
import { Store, useStore } from '../ui/store.js';
import { useCommands } from './commands.js';
// Not fetched when first opened: what is typed right after Ctrl K must not be lost, nor taken for single keys.
import { Palette } from './palette.js';
import { usePaletteHotkey } from './palette-hotkey.js';
import { useShortcuts } from './shortcuts.js';

const HelpDialog = lazy(() => import('./help-dialog.js').then(({ HelpDialog }) => ({ default: HelpDialog })));

const shown = new Store<'palette' | 'help' | null>(null);

export const openPalette = (): void => shown.set('palette');
export const openHelp = (): void => shown.set('help');

/** Keys, palette and help, and the commands that are always there. */
export function CommandLayer() {
  const open = useStore(shown);
  const [close] = useState(() => (): void => shown.set(null));
  useShortcuts();
  usePaletteHotkey(openPalette);
  useCommands(() => [
    { id: 'help', group: 'View', name: 'Show the keyboard shortcuts', key: '?', run: openHelp },
    ...themes.map((theme) => ({
      ...{ id: `theme-${theme}`, group: 'View', name: `Theme: ${theme === 'system' ? 'as the system' : theme}` },
      run: () => setTheme(theme),
    })),
    {
      ...{ id: 'density', group: 'View' },
      name: density.get() === 'compact' ? 'Density: comfortable' : 'Density: compact',
      run: () => setDensity(density.get() === 'compact' ? 'comfortable' : 'compact'),
    },
  ]);
  return (
    <Suspense fallback={null}>
      {open === 'palette' && <Palette onClose={close} />}
      {open === 'help' && <HelpDialog onClose={close} />}
    </Suspense>
  );
}
