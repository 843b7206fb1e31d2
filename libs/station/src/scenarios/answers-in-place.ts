// Answers that a scenario wants of a CSMS which nobody can tell: put in place of the real ones on their way to the station.
import { encodeCallError, encodeCallResult, parseFrame } from '@simulator/ocpp';
import type { PreparedAnswer } from './run-state.js';
import { isObject } from './shapes.js';
import { answerOfTestCsms, createTestCsms, merged, prepareAnswer, takePrepared } from './test-csms.js';

export interface AnswersInPlace {
  /** What is in force, the newest first. */
  readonly prepared: readonly PreparedAnswer[];
  put(answer: PreparedAnswer): void;
  /** The station sends a text: which answer is meant for it is decided now. */
  noteSent(text: string): void;
  /**
   * What the station is to hear instead of this text of the CSMS; a null text: nothing. Null: the text itself. Members that
   * the scenario does not name are those of the real answer, or of the usual one where the real one is a CALLERROR.
   */
  insteadOf(text: string, now: number): { action: string; text: string | null } | null;
}

interface Asked {
  action: string;
  text: string;
  answer: PreparedAnswer;
}

/** CALLs that never get an answer at all are forgotten. */
const MAX_ASKED = 100;

export function createAnswersInPlace(): AnswersInPlace {
  const csms = createTestCsms();
  /** CALLs of the station that are on their way, by message id. */
  const asked = new Map<string, Asked>();
  return {
    prepared: csms.prepared,
    put: (answer) => prepareAnswer(csms, answer),
    noteSent(text) {
      const frame = parseFrame(text);
      if (frame.type !== 'call') return;
      const { action, messageId, payload } = frame;
      const answer = takePrepared(csms, action, isObject(payload) ? payload : {});
      if (answer === null) return;
      asked.set(messageId, { action, text, answer });
      const [oldest] = asked.keys();
      if (asked.size > MAX_ASKED && oldest !== undefined) asked.delete(oldest);
    },
    insteadOf(text, now) {
      const frame = asked.size === 0 ? null : parseFrame(text);
      if (frame?.type !== 'callResult' && frame?.type !== 'callError') return null;
      const call = asked.get(frame.messageId);
      if (call === undefined) return null;
      asked.delete(frame.messageId);
      const real = frame.type === 'callResult' ? frame.payload : usualAnswer(call.text, now);
      return { action: call.action, text: textOf(call.answer, frame.messageId, real) };
    },
  };
}

function textOf({ with: wanted }: PreparedAnswer, messageId: string, real: unknown): string | null {
  if (wanted === 'silence') return null;
  const { error } = wanted;
  if (typeof error === 'string') {
    const errorDescription = 'as the scenario wants it';
    return encodeCallError(messageId, { errorCode: error, errorDescription, errorDetails: {} });
  }
  return encodeCallResult(messageId, merged(isObject(real) ? real : {}, wanted));
}

function usualAnswer(callText: string, now: number): unknown {
  const frame = parseFrame(answerOfTestCsms(createTestCsms(), callText, now) ?? '');
  return frame.type === 'callResult' ? frame.payload : {};
}
