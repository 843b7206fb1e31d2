// Small things in localStorage. Where the browser blocks it, they last as long as the page.
export function readSaved(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** False: the browser blocks it, or it is full. Of a preference nothing is lost but the memory. */
export function save(name: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

/** Why what a person made is not kept, and what helps. */
export const notKept = (what: string): Error =>
  new Error(
    `${what} cannot be kept: the browser’s room for this page is full, or blocked. They last until the page is closed; ` +
      '“Export everything” saves them to a file. Removing imported cars or own scenarios makes room.',
  );

/** The names that begin so. */
export function savedNames(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}

/** Calls back when another tab has saved something else under this name. */
export function onSavedElsewhere(name: string, callback: () => void): void {
  if (typeof addEventListener === 'undefined') return;
  addEventListener('storage', ({ key }) => (key === name || key === null) && callback());
}
