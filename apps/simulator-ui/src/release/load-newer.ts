/** Loads the page as the server has it now, past what the browser has kept of it. */
export function loadNewerRelease(): void {
  fetch(location.pathname, { cache: 'reload', signal: AbortSignal.timeout(15_000) })
    // Without a server it is what the browser has.
    .catch(() => undefined)
    .finally(() => location.reload());
}
