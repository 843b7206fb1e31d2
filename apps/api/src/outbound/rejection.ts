import { STAGES } from './connection-report.dto.js';
import type { ConnectionReport } from './connection-report.dto.js';
import { MAX_URL_LENGTH } from './target.js';
import type { RejectionVerdict } from './verdicts.js';

const REMEDIES: Record<RejectionVerdict, string> = {
  invalidRequest: 'Correct what is named.',
  tooManyConnections: 'Close connections that are not needed, or try again later.',
};

/** The report of an attempt that was not made. */
export function rejectionOf(url: string, verdict: RejectionVerdict, summary: string): ConnectionReport {
  const stages = STAGES.map((stage) => ({
    stage,
    outcome: stage === 'url' ? ('failed' as const) : ('skipped' as const),
    durationMs: null,
    detail: stage === 'url' ? summary : null,
  }));
  const found = { addresses: [], address: null, tls: null, http: null, subprotocol: null, close: null };
  const shownUrl = withoutCredentials(url.slice(0, MAX_URL_LENGTH));
  return { url: shownUrl, verdict, summary: `${summary}.`, remedy: REMEDIES[verdict], stages, ...found, durationMs: 0 };
}

const withoutCredentials = (url: string): string => url.replace(/\/\/[^/?#]*@/, '//');
