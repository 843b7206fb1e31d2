// Has a newer release of the page been put in this one's place? Its document then names another script. Pure.

/** The path of the document's module script; null: none. */
export function entryScript(html: string): string | null {
  return /<script[^>]*\btype="module"[^>]*\bsrc="([^"]+)"/.exec(html)?.[1] ?? null;
}

/** @param html the document as the server has it now. Something that is not this page says nothing about releases. */
export function isNewerRelease(runningScript: string | null, html: string): boolean {
  const script = entryScript(html);
  return runningScript !== null && script !== null && script !== runningScript && script.includes('/assets/');
}
