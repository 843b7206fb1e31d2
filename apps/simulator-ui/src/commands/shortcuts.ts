// Single-key shortcuts: when a key press is meant for the page, and when for what has the focus.
import { useEffect } from 'react';
import { remember } from '../app/remember.js';
import { readSaved } from '../ui/saved.js';
import { Store } from '../ui/store.js';
import { allCommands, runCommand } from './commands.js';

const SAVED_AS = 'shortcuts';

/** WCAG 2.1.4: single-key shortcuts can be switched off. */
export const shortcutsOn = new Store(readSaved(SAVED_AS) !== 'off');

export function setShortcutsOn(on: boolean): void {
  shortcutsOn.set(on);
  remember(SAVED_AS, on ? null : 'off');
}

const fields = 'input, textarea, select, [contenteditable]:not([contenteditable="false"])';
const controls = 'button, a[href], summary, [role=slider], [role=separator]';

/** What had the focus because it was clicked: a key pressed afterwards is not meant for it. */
let clicked: EventTarget | null = null;

export function useShortcuts(): void {
  useEffect(() => {
    addEventListener('keydown', takeKey);
    addEventListener('pointerdown', rememberClicked, true);
    addEventListener('focusin', forgetClicked);
    return () => {
      removeEventListener('keydown', takeKey);
      removeEventListener('pointerdown', rememberClicked, true);
      removeEventListener('focusin', forgetClicked);
    };
  }, []);
}

function rememberClicked({ target }: PointerEvent): void {
  clicked = target instanceof Element ? target.closest(controls) : null;
}

function forgetClicked({ target }: FocusEvent): void {
  if (target !== clicked) clicked = null;
}

function takeKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') letGo(event);
  if (event.defaultPrevented || !shortcutsOn.get() || !isForThePage(event)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const command = allCommands().find((candidate) => candidate.key === key);
  if (command === undefined || (event.repeat && command.repeats !== true)) return;
  event.preventDefault();
  runCommand(command);
}

/** Escape on a button gives the single keys back to the page; Tab goes on from there. */
function letGo({ target, defaultPrevented }: KeyboardEvent): void {
  if (defaultPrevented || document.querySelector('dialog[open]') !== null) return;
  if (target instanceof HTMLElement && target.closest(controls) !== null) target.blur();
}

function isForThePage({ target, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || isComposing) return false;
  if (document.querySelector('dialog[open]') !== null) return false;
  if (!(target instanceof Element)) return true;
  if (target.closest(fields) !== null) return false;
  const control = target.closest(controls);
  return control === null || control === clicked;
}
