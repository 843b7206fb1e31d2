// Small preferences in localStorage. Where the browser blocks it, they last as long as the page.
export function readSaved(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function save(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Blocked or full: nothing is lost but the memory of a preference.
  }
}

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
