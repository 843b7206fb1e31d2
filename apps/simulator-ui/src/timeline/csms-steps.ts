// An imported timeline as a replay of its CSMS takes it: from rows that are paired already. The entries they came from are not
// kept, which are as many objects again. Pure.
import type { CapturedAnswer, CapturedStep } from '@simulator/station';
import type { ExchangeRow, TimelineRow } from './row.js';

/** The exchanges and what people did, in order. What is no exchange is left out: nobody could say what should come of it. */
export function csmsSteps(rows: readonly TimelineRow[]): CapturedStep[] {
  return rows.flatMap((row): CapturedStep[] => {
    if (row.kind === 'event') {
      return row.input === undefined ? [] : [{ kind: 'gesture', row: row.number, at: row.at, input: row.input }];
    }
    if (row.kind === 'stray') return [];
    const { number, at, from, action, messageId, text, payload } = row;
    return [{ kind: 'exchange', row: number, at, from, action, messageId, text, payload, answer: answerOf(row) }];
  });
}

function answerOf({ answer }: ExchangeRow): CapturedAnswer | null {
  if (answer === null) return null;
  const { at } = answer;
  if (answer.outcome === 'result') return { kind: 'result', at, payload: answer.payload };
  const { errorCode, errorDescription, errorDetails } = answer;
  return { kind: 'error', at, errorCode, errorDescription, errorDetails };
}
