// A replay of a captured CSMS as plain data.
import type { StationInput } from '../input.js';
import type { TestCsms } from '../scenarios/test-csms.js';
import type { Station } from '../station.js';
import type { CapturedStep } from './captured.js';
import type { Difference } from './compare.js';

/** `captured`: with the pauses of the capture; `answered`: pauses of a second at most, once what came before is through. */
export type ReplayPace = 'captured' | 'answered';

export type Verdict =
  /** Its turn has not come, or the station has not done its part yet. */
  | 'waiting'
  /** The station said what the capture has. */
  | 'same'
  | 'differs'
  /** The station never said it. */
  | 'missing'
  /** It follows the clock and was not due in this replay: no deviation. */
  | 'byClock'
  /** Done at the station once more. */
  | 'done';

export interface StepOutcome {
  row: number;
  verdict: Verdict;
  differences: Difference[];
  /** What went over the wire now; null: nothing did. */
  call: { at: number; text: string } | null;
  answer: { at: number; text: string } | null;
}

/** A CALL of the station that the capture does not have. */
export interface ExtraCall {
  at: number;
  action: string;
  text: string;
}

/** A CALL of the CSMS that the station has not answered yet. */
export interface OpenCall {
  index: number;
  messageId: string;
  giveUpAt: number;
}

export interface CsmsReplay {
  readonly steps: readonly CapturedStep[];
  readonly pace: ReplayPace;
  /** `preparing`: the capture begins later than the station, which boots first. */
  state: 'preparing' | 'running' | 'finished';
  /** One for each step. */
  readonly outcomes: StepOutcome[];
  readonly extras: ExtraCall[];
  /** The step whose turn it is. */
  position: number;
  startedAt: number;
  /** When the step before the current one was through. */
  passedAt: number;
  /** When the station last sent something. */
  heardAt: number;
  isOpen: boolean;
  open: OpenCall | null;
  /** Answers on their way to the station, in order. */
  sending: { at: number; text: string }[];
  /** When `timePassed` is wanted next. */
  wakeAt: number;
  /** Answers what the capture has no answer for. */
  readonly csms: TestCsms;
}

export type ReplayEvent = (
  | { type: 'opened' }
  | { type: 'closed' }
  /** A text of the station. */
  | { type: 'sent'; text: string }
  | { type: 'timePassed' }
) & { station: Station };

export type ReplayOutput =
  /** To the station, as if the CSMS had sent it. */
  | { type: 'frame'; text: string }
  /** What people did at the station then. */
  | { type: 'input'; input: StationInput }
  | { type: 'finished' };
