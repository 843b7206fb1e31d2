// The station's side of a captured timeline, to be sent once more. Pure.
import type { Payload, TimelineRow } from './row.js';

export interface ReplayStep {
  action: string;
  payload: Payload;
  /** After the step before, milliseconds as captured. */
  waitMs: number;
  /** The transaction id that the CSMS gave then; null: it gave none. */
  gaveTransactionId: number | null;
}

/** The CALLs of the station, in order; what the CSMS asked, and the answers, belong to another CSMS. */
export function replayPlan(rows: readonly TimelineRow[]): ReplayStep[] {
  const steps: ReplayStep[] = [];
  let before: number | null = null;
  for (const row of rows) {
    if (row.kind !== 'exchange' || row.from !== 'station') continue;
    const given = row.answer?.outcome === 'result' ? row.answer.payload['transactionId'] : null;
    steps.push({
      action: row.action,
      payload: row.payload,
      waitMs: before === null ? 0 : Math.max(0, row.at - before),
      gaveTransactionId: typeof given === 'number' ? given : null,
    });
    before = row.at;
  }
  return steps;
}

/** The payload with the transaction ids of today: a CSMS gives its own. */
export function withTransactionIds(payload: Payload, ids: ReadonlyMap<number, number>): Payload {
  const today = typeof payload['transactionId'] === 'number' ? ids.get(payload['transactionId']) : undefined;
  return today === undefined ? payload : { ...payload, transactionId: today };
}
