import type { ExchangeRow } from '../row.js';
import { csmsCalls } from './csms-calls.js';
import { stationCalls } from './station-calls.js';
import type { Summary } from './station-calls.js';

/** What was asked and what came of it, in one line of words. */
export function summaryOf(row: ExchangeRow): string {
  const summary = stationCalls[row.action] ?? csmsCalls[row.action];
  const asked = summary?.request(row.payload) ?? '';
  const answered = answerWords(row, summary);
  if (asked === '') return answered;
  return answered === '' ? asked : `${asked} — ${answered}`;
}

function answerWords(row: ExchangeRow, summary: Summary | undefined): string {
  const { answer } = row;
  if (answer === null) return row.lost ? 'never answered: the connection ended' : '';
  if (answer.outcome === 'error') {
    return answer.errorDescription === '' ? answer.errorCode : `${answer.errorCode}: ${answer.errorDescription}`;
  }
  return summary?.answer(answer.payload) ?? '';
}
