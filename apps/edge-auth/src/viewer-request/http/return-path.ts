// Where to go after the login: a path of this origin and nothing else.
import { authPaths } from '@simulator/deployment';
import { flawOf, hasControlCharacter } from './check-request.js';

const MAX_LENGTH = 2000;
const MAX_DECODINGS = 4;

/** The path and query to come back to; `/` for whatever could lead elsewhere, also once it has been decoded again and again. */
export function returnPath(path: string, query: string): string {
  const full = query === '' ? path : `${path}?${query}`;
  if (full.length > MAX_LENGTH || /[^\x21-\x7e]|["<>\\^`{|}#]/.test(full)) return '/';
  if (flawOf(path) !== null || path.startsWith(`${authPaths.prefix}/`)) return '/';
  let level = path;
  for (let round = 0; round < MAX_DECODINGS; round += 1) {
    if (!level.startsWith('/') || level.startsWith('//') || level.includes('\\') || hasControlCharacter(level))
      return '/';
    const decoded = decode(level);
    if (decoded === level) return full;
    level = decoded;
  }
  return '/';
}

/** A text that cannot be decoded (any further) is its own end. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
