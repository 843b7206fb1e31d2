// Was the last card that was presented refused, and why? Pure.
import type { TimelineRow } from '../timeline/row.js';

export interface RefusedCard {
  /** Number of the exchange that said so. */
  number: number;
  idTag: string;
  text: string;
}

const meanings: Record<string, string> = {
  Blocked: 'it is blocked.',
  Expired: 'it has expired.',
  Invalid: 'the CSMS does not know it. Register this idTag there, or take another card.',
  ConcurrentTx: 'it already charges somewhere else, and the CSMS allows one transaction at a time.',
};

/** The newest answer about a card, when it was a no; null when it was a yes or there is none. */
export function refusedCard(rows: readonly TimelineRow[]): RefusedCard | null {
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (row?.kind !== 'exchange' || row.from !== 'station') continue;
    if (row.action !== 'Authorize' && row.action !== 'StartTransaction') continue;
    if (row.answer === null) return null;
    const idTag = typeof row.payload['idTag'] === 'string' ? row.payload['idTag'] : '?';
    if (row.answer.outcome === 'error') {
      const { errorCode, errorDescription } = row.answer;
      const why = errorDescription === '' ? errorCode : `${errorCode}, ${errorDescription}`;
      return { number: row.number, idTag, text: `The CSMS could not check card ${idTag}: ${why}.` };
    }
    const info = row.answer.payload['idTagInfo'] as { status?: unknown } | null | undefined;
    const status = typeof info?.status === 'string' ? info.status : 'no status';
    if (status === 'Accepted') return null;
    const why = meanings[status] ?? `it says ${status}.`;
    return { number: row.number, idTag, text: `Card ${idTag} is refused: ${why}` };
  }
  return null;
}
