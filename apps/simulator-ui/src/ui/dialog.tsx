import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { Icon } from './icon.js';

/**
 * A modal dialog: the browser's own, with its focus handling and Escape. Shown as long as it is rendered; the first field,
 * or what is marked `data-first-focus`, gets the focus.
 */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('[data-first-focus], input')?.focus();
    return () => dialog?.close();
  }, []);

  return (
    <dialog ref={element} className="dialog" aria-labelledby={titleId} onClose={onClose}>
      <header>
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="button button-quiet button-icon" onClick={onClose} aria-label="Close">
          <Icon name="x" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
