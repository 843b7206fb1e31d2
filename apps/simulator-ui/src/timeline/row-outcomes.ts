// What a replay of the CSMS's side found, by row of the imported timeline.
import type { ReplayVerdict, StepOutcome } from '@simulator/station';
import { Store } from '../ui/store.js';

export const rowOutcomes = new Store<ReadonlyMap<number, StepOutcome>>(new Map());

export const verdictWords: Record<ReplayVerdict, string> = {
  waiting: 'waiting',
  same: 'same',
  differs: 'differs',
  missing: 'missing',
  byClock: 'not due',
  done: 'done again',
};
