// A captured timeline as a replay of its CSMS takes it. Pure.
import { parseFrame } from '@simulator/ocpp';
import type { CapturedAnswer, CapturedExchange, CapturedStep } from '@simulator/station';
import type { TimelineEntry } from '../timeline.js';

/**
 * The exchanges and what people did, in order; an exchange has the number of its CALL. What is no exchange is left out: nobody
 * could say what should come of it.
 */
export function capturedSteps(entries: readonly TimelineEntry[]): CapturedStep[] {
  const steps: CapturedStep[] = [];
  const open = new Map<string, CapturedExchange>();
  for (const entry of entries) {
    const { number: row, at } = entry;
    if (entry.kind === 'event') {
      if (entry.input !== undefined) steps.push({ kind: 'gesture', row, at, input: entry.input });
      continue;
    }
    const frame = parseFrame(entry.text);
    if (frame.type === 'malformed') continue;
    const { messageId } = frame;
    const [from, other] = entry.kind === 'sent' ? (['station', 'csms'] as const) : (['csms', 'station'] as const);
    if (frame.type === 'call') {
      const { action, payload } = frame;
      const step: CapturedExchange = {
        ...{ kind: 'exchange', row, at, from, action, messageId, text: entry.text, payload },
        answer: null,
      };
      steps.push(step);
      open.set(`${from} ${messageId}`, step);
      continue;
    }
    const asked = open.get(`${other} ${messageId}`);
    if (asked === undefined) continue;
    open.delete(`${other} ${messageId}`);
    asked.answer = answerOf(frame, at);
  }
  return steps;
}

type AnswerFrame = Extract<ReturnType<typeof parseFrame>, { type: 'callResult' | 'callError' }>;

function answerOf(frame: AnswerFrame, at: number): CapturedAnswer {
  if (frame.type === 'callResult') return { kind: 'result', at, payload: frame.payload };
  const { errorCode, errorDescription, errorDetails } = frame;
  return { kind: 'error', at, errorCode, errorDescription, errorDetails };
}
