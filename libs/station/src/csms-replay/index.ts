// A captured session, whose CSMS is played once more to a station.
export type { CapturedAnswer, CapturedExchange, CapturedGesture, CapturedStep } from './captured.js';
export type { Difference } from './compare.js';
export type {
  CsmsReplay,
  ExtraCall,
  ReplayEvent,
  ReplayOutput,
  ReplayPace,
  StepOutcome,
  Verdict as ReplayVerdict,
} from './replay-state.js';
export type { ReplayCounts } from './summary.js';
export { advanceCsmsReplay, createCsmsReplay, stopCsmsReplay } from './csms-replay.js';
export { comparisonInWords, countsOf, deviationsIn, summaryInWords } from './summary.js';
