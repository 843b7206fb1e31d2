// Held frames and fixed answers in words. Pure.
import type { FixedAnswer, WireRules } from '@simulator/station-runner/browser';

/** `Rejected`, `InternalError`, `nothing` */
export function answerWords(answer: FixedAnswer): string {
  if (answer.kind === 'silence') return 'nothing';
  if (answer.kind === 'error') return answer.errorCode;
  const { status } = (answer.payload ?? {}) as { status?: unknown };
  return typeof status === 'string' ? status : JSON.stringify(answer.payload);
}

/** `Reset from the CSMS`, `every message` */
export function holdWords(hold: NonNullable<WireRules['hold']>): string {
  const what = hold.action ?? 'every message';
  if (hold.direction === 'both') return what;
  return `${what} ${hold.direction === 'sent' ? 'of the station' : 'of the CSMS'}`;
}
