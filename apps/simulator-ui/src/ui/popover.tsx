import { createContext, useContext, useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';

interface PopoverProps {
  /** Of the button; its accessible name when `children` of the button are only an icon. */
  label: string;
  button: ReactNode;
  buttonClass?: string;
  /** To which edge of the button the panel is aligned. */
  align?: 'start' | 'end';
  /** Content of the panel. */
  children: ReactNode;
}

const CloseContext = createContext<() => void>(() => undefined);

/** For what stands in a popover: puts it away and gives the focus back. */
export function useClosePopover(): () => void {
  return useContext(CloseContext);
}

/** A button that opens a small panel beside it. Escape, a click elsewhere or leaving it with Tab closes it. */
export function Popover({ label, button, buttonClass = 'button', align = 'end', children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const panelId = useId();

  useEffect(() => {
    if (!open) return;
    const closeOutside = ({ target }: PointerEvent) => {
      if (target instanceof Node && !root.current?.contains(target)) setOpen(false);
    };
    addEventListener('pointerdown', closeOutside);
    return () => removeEventListener('pointerdown', closeOutside);
  }, [open]);

  function close(): void {
    setOpen(false);
    trigger.current?.focus();
  }

  function closeWithEscape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    close();
  }

  return (
    <div
      ref={root}
      className="popover"
      onKeyDown={closeWithEscape}
      onBlur={({ relatedTarget }) => {
        if (relatedTarget !== null && !root.current?.contains(relatedTarget)) setOpen(false);
      }}
    >
      <button
        ref={trigger}
        type="button"
        className={buttonClass}
        aria-label={label}
        title={label}
        aria-expanded={open}
        aria-controls={open ? panelId : undefined}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div id={panelId} className={`popover-panel popover-${align}`} role="group" aria-label={label}>
          <CloseContext value={close}>{children}</CloseContext>
        </div>
      )}
    </div>
  );
}
