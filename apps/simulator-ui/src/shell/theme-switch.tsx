import { Icon } from '../ui/icon.js';
import type { IconName } from '../ui/icon.js';
import { useStore } from '../ui/store.js';
import { setTheme, theme } from './theme.js';
import type { Theme } from './theme.js';

const looks: Record<Theme, { icon: IconName; name: string; next: Theme }> = {
  system: { icon: 'auto', name: 'as the system', next: 'light' },
  light: { icon: 'sun', name: 'light', next: 'dark' },
  dark: { icon: 'moon', name: 'dark', next: 'system' },
};

export function ThemeSwitch() {
  const { icon, name, next } = looks[useStore(theme)];
  const label = `Theme: ${name}. Switch to ${looks[next].name}`;
  return (
    <button
      type="button"
      className="button button-quiet button-icon"
      onClick={() => setTheme(next)}
      aria-label={label}
      title={label}
    >
      <Icon name={icon} />
    </button>
  );
}
