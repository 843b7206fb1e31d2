import type { AttemptVerdict } from './verdicts.js';

/** Why a stage did not pass. */
export class Failure {
  constructor(
    readonly verdict: AttemptVerdict,
    readonly detail: string,
  ) {}
}

/** A time limit and the caller's giving up, in one signal; which of them it was is told by `verdictOf`. */
export class Patience {
  readonly signal: AbortSignal;

  constructor(
    private readonly caller: AbortSignal,
    readonly timeoutMs: number,
  ) {
    this.signal = AbortSignal.any([caller, AbortSignal.timeout(timeoutMs)]);
  }

  /** The failure when the signal has ended it, or undefined. */
  failure(onTimeout: AttemptVerdict): Failure | undefined {
    if (this.caller.aborted) return new Failure('cancelled', 'The caller gave up');
    return this.signal.aborted ? new Failure(onTimeout, `Nothing within ${this.timeoutMs / 1000} s`) : undefined;
  }
}
