import { useEffect } from 'react';

export const isMac = /mac|iphone|ipad/i.test(navigator.platform);
/** As the hint shows it. */
export const paletteHotkey = isMac ? '⌘K' : 'Ctrl K';

/** ⌘K or Ctrl K, wherever the focus is. */
export function usePaletteHotkey(open: () => void): void {
  useEffect(() => {
    const take = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      if (document.querySelector('dialog[open]') === null) open();
    };
    addEventListener('keydown', take);
    return () => removeEventListener('keydown', take);
  }, [open]);
}
