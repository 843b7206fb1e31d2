import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Open EV Data lies beside the checkout, or where OPEN_EV_DATA says. It is no part of the project. */
export const openEvDataPath =
  process.env['OPEN_EV_DATA'] ?? fileURLToPath(new URL('../../../../shared/data/open-ev-data.json', import.meta.url));

/** The parsed file; null where there is none. */
export function readOpenEvData(): unknown {
  try {
    return JSON.parse(readFileSync(openEvDataPath, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
