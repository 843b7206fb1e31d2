// How a replay went, in figures and in words.
import { ignoredMembers } from './compare.js';
import type { CsmsReplay } from './replay-state.js';

export interface ReplayCounts {
  /** Exchanges of the capture. */
  exchanges: number;
  same: number;
  differs: number;
  missing: number;
  extra: number;
  byClock: number;
  waiting: number;
}

export function countsOf({ steps, outcomes, extras }: Pick<CsmsReplay, 'steps' | 'outcomes' | 'extras'>): ReplayCounts {
  const counts: ReplayCounts = {
    ...{ exchanges: 0, same: 0, differs: 0, missing: 0, byClock: 0, waiting: 0 },
    extra: extras.length,
  };
  for (const [index, step] of steps.entries()) {
    const { verdict } = outcomes[index]!;
    if (step.kind !== 'exchange' || verdict === 'done') continue;
    counts.exchanges += 1;
    counts[verdict] += 1;
  }
  return counts;
}

/** Deviations of a replay: what the station said otherwise, never said, or said besides. */
export const deviationsIn = ({ differs, missing, extra }: ReplayCounts): number => differs + missing + extra;

export function summaryInWords(counts: ReplayCounts): string {
  const { exchanges, same, differs, missing, extra, byClock } = counts;
  const parts = [
    differs > 0 ? `${differs} ${differs === 1 ? 'differs' : 'differ'}` : '',
    missing > 0 ? `${missing} missing` : '',
    extra > 0 ? `${extra} extra` : '',
  ].filter((part) => part !== '');
  const clock = byClock > 0 ? ` ${byClock} that follow the clock were not due.` : '';
  if (parts.length === 0) return `No deviation: ${same} of ${exchanges} exchanges are the same.${clock}`;
  const count = deviationsIn(counts);
  const [what, where] = [count === 1 ? 'deviation' : 'deviations', exchanges === 1 ? 'exchange' : 'exchanges'];
  return `${count} ${what} in ${exchanges} ${where}: ${parts.join(', ')}.${clock}`;
}

/** What counts as a deviation, for those who read one. */
export const comparisonInWords =
  'Compared are the action, every member of the payload, and whether the answer is a CALLRESULT or which CALLERROR. ' +
  `Not compared, because they are of the session: message ids, ${ignoredMembers.join(', ')}, the value of a sampledValue, ` +
  'and the words of a CALLERROR. How many Heartbeats and periodic MeterValues there are follows the clock and is no deviation.';
