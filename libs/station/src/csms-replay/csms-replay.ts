// The CSMS of a captured session, played once more to a station. Pure: texts and times go in, texts and gestures come out.
import { encodeCallError, encodeCallResult, parseFrame } from '@simulator/ocpp';
import type { Frame } from '@simulator/ocpp';
import { answerOfTestCsms, createTestCsms } from '../scenarios/test-csms.js';
import type { Station } from '../station.js';
import { isClockDriven } from './captured.js';
import type { CapturedAnswer, CapturedExchange, CapturedStep } from './captured.js';
import { answerDifferences, payloadDifferences } from './compare.js';
import type { Difference } from './compare.js';
import { matchOf } from './match-call.js';
import type { CsmsReplay, ReplayEvent, ReplayOutput, ReplayPace, StepOutcome } from './replay-state.js';

/** How much longer than in the capture the station may take. */
export const PATIENCE_MS = 10_000;
/** A station that boots before the capture begins is ready when it has been silent for so long. */
const QUIET_MS = 500;
const LONGEST_BOOT_MS = 30_000;
/** What people and the CSMS do is never nearer to what came before, so that the station gets to say everything. */
const SHORT_PAUSE_MS = 1_000;
/** After the last step, the station may still say what the capture does not have. */
const LAST_WORDS_MS = 2_000;

export function createCsmsReplay(steps: readonly CapturedStep[], pace: ReplayPace, now: number): CsmsReplay {
  const first = steps.find((step) => step.kind === 'exchange' && step.from === 'station');
  const bootsItself = first?.kind === 'exchange' && first.action === 'BootNotification';
  const outcomes = steps.map(({ row }): StepOutcome => {
    return { row, verdict: 'waiting', differences: [], call: null, answer: null };
  });
  return {
    ...{ steps, pace, outcomes, state: bootsItself ? 'running' : 'preparing', extras: [], position: 0 },
    ...{ startedAt: now, passedAt: now, heardAt: now, isOpen: false, open: null, sending: [], wakeAt: now },
    csms: createTestCsms(),
  };
}

/** Lets the replay know what happened; returns what is to be done, in order. Never throws. */
export function advanceCsmsReplay(replay: CsmsReplay, event: ReplayEvent, now: number): ReplayOutput[] {
  const outputs: ReplayOutput[] = [];
  if (replay.state === 'finished') return outputs;
  if (event.type === 'opened') replay.isOpen = true;
  else if (event.type === 'closed') {
    replay.isOpen = false;
    replay.sending = [];
    if (replay.open !== null) giveUp(replay, replay.open.index, 'the connection ended before the station answered');
    replay.open = null;
  } else if (event.type === 'sent') {
    replay.heardAt = now;
    hear(replay, event.text, now);
  }
  replay.wakeAt = Infinity;
  if (replay.state === 'preparing') prepare(replay, event.station, now);
  if (replay.state === 'running') proceed(replay, outputs, now);
  deliver(replay, outputs, now);
  return outputs;
}

/** Ends it before its time: what has not come by now stays open. */
export function stopCsmsReplay(replay: CsmsReplay): void {
  replay.state = 'finished';
  replay.wakeAt = Infinity;
}

function wake(replay: CsmsReplay, at: number): void {
  replay.wakeAt = Math.min(replay.wakeAt, at);
}

function deliver(replay: CsmsReplay, outputs: ReplayOutput[], now: number): void {
  const due = replay.sending.filter(({ at }) => at <= now);
  replay.sending = replay.sending.filter(({ at }) => at > now);
  // An answer comes before what the CSMS does next.
  outputs.unshift(...due.map(({ text }): ReplayOutput => ({ type: 'frame', text })));
  for (const { at } of replay.sending) wake(replay, at);
}

function prepare(replay: CsmsReplay, station: Station, now: number): void {
  const { rpc, transactionMessages, registration } = station;
  const isSilent = rpc.outstanding === null && rpc.queue.length === 0 && transactionMessages.length === 0;
  const isReady = registration === 'accepted' && isSilent && now - replay.heardAt >= QUIET_MS;
  if (!isReady && now - replay.startedAt < LONGEST_BOOT_MS) return wake(replay, now + QUIET_MS);
  Object.assign(replay, { state: 'running', startedAt: now, passedAt: now });
}

// The station speaks -------------------------------------------------------------------------------------------------

function hear(replay: CsmsReplay, text: string, now: number): void {
  const frame = parseFrame(text);
  if (frame.type === 'callResult' || frame.type === 'callError') hearAnswer(replay, frame, { text, at: now });
  else if (replay.state === 'preparing') answerAsUsual(replay, text, now);
  else if (frame.type === 'call') {
    const index = matchOf(replay, frame.action, frame.payload);
    if (index === null) return hearExtra(replay, frame.action, frame.payload, { text, at: now });
    const step = replay.steps[index] as CapturedExchange;
    note(replay, index, payloadDifferences(step.payload, frame.payload)).call = { at: now, text };
    if (step.answer === null) return;
    const latencyMs = replay.pace === 'captured' ? Math.max(0, step.answer.at - step.at) : 0;
    const answerText = textOf(step.answer, frame.messageId);
    replay.outcomes[index]!.answer = { at: now + latencyMs, text: answerText };
    replay.sending.push({ at: now + latencyMs, text: answerText });
  } else {
    replay.extras.push({ at: now, action: 'Not OCPP', text });
    answerAsUsual(replay, text, now);
  }
}

interface Heard {
  text: string;
  at: number;
}

function hearExtra(replay: CsmsReplay, action: string, payload: unknown, { text, at }: Heard): void {
  if (!isClockDriven(action, payload)) replay.extras.push({ at, action, text });
  answerAsUsual(replay, text, at);
}

/** The capture has no answer to it; without one the station would wait, and everything behind it. */
function answerAsUsual(replay: CsmsReplay, text: string, now: number): void {
  const answer = answerOfTestCsms(replay.csms, text, capturedTime(replay, now));
  if (answer !== null) replay.sending.push({ at: now, text: answer });
}

/** The time in the capture: the CSMS's clock, as it was then. */
function capturedTime({ steps, position, passedAt }: CsmsReplay, now: number): number {
  return (steps[Math.max(0, position - 1)]?.at ?? now) + (now - passedAt);
}

function hearAnswer(replay: CsmsReplay, frame: Exclude<Frame, { type: 'call' }>, heard: Heard): void {
  const index = indexOfCall(replay, frame.messageId);
  const step = replay.steps[index];
  if (step?.kind !== 'exchange') return;
  if (replay.open?.index === index) replay.open = null;
  const nothing: Difference = { path: '', captured: 'no answer', now: 'an answer' };
  const now = answerOf(frame, heard.at);
  const differences = step.answer === null ? [nothing] : answerDifferences(step.answer, now);
  note(replay, index, differences).answer = heard;
}

/** The newest one of this message id that was sent and is not answered. */
function indexOfCall({ steps, outcomes, position }: CsmsReplay, messageId: string): number {
  for (let index = Math.min(position, steps.length - 1); index >= 0; index--) {
    const step = steps[index]!;
    const outcome = outcomes[index]!;
    const waits = outcome.call !== null && outcome.answer === null;
    if (waits && step.kind === 'exchange' && step.from === 'csms' && step.messageId === messageId) return index;
  }
  return -1;
}

function note({ outcomes }: CsmsReplay, index: number, differences: Difference[]): StepOutcome {
  const outcome = outcomes[index]!;
  outcome.verdict = differences.length === 0 ? 'same' : 'differs';
  outcome.differences = differences;
  return outcome;
}

function answerOf(frame: Exclude<Frame, { type: 'call' }>, at: number): CapturedAnswer {
  if (frame.type === 'callResult') return { kind: 'result', at, payload: frame.payload };
  const { errorCode, errorDescription, errorDetails } = frame;
  return { kind: 'error', at, errorCode, errorDescription, errorDetails };
}

/** The answer of the capture, to the message id of today. */
function textOf(answer: CapturedAnswer, messageId: string): string {
  return answer.kind === 'result' ? encodeCallResult(messageId, answer.payload) : encodeCallError(messageId, answer);
}

// The CSMS goes on ---------------------------------------------------------------------------------------------------

function proceed(replay: CsmsReplay, outputs: ReplayOutput[], now: number): void {
  if (replay.open !== null && now >= replay.open.giveUpAt) {
    giveUp(replay, replay.open.index, 'the station did not answer');
    replay.open = null;
  }
  for (;;) {
    const step = replay.steps[replay.position];
    if (step === undefined) return end(replay, outputs, now);
    const isHeard = step.kind === 'exchange' && step.from === 'station';
    const dueAt = isHeard && replay.pace === 'answered' ? replay.passedAt : dueOf(replay, step);
    if (now < dueAt) return wake(replay, dueAt);
    if (!(isHeard ? heard : act)(replay, step as never, { dueAt, now, outputs })) return;
    replay.position += 1;
    replay.passedAt = now;
  }
}

function dueOf({ pace, steps, position, startedAt, passedAt }: CsmsReplay, step: CapturedStep): number {
  if (pace === 'captured') return startedAt + step.at - steps[0]!.at;
  return passedAt + Math.min(SHORT_PAUSE_MS, Math.max(0, step.at - (steps[position - 1]?.at ?? step.at)));
}

interface Moment {
  dueAt: number;
  now: number;
  outputs: ReplayOutput[];
}

/** True: the station has said it, or nothing waits for it any more; it may still come, and counts then. */
function heard(replay: CsmsReplay, step: CapturedExchange, { dueAt, now }: Moment): boolean {
  const { position, steps, passedAt, pace } = replay;
  if (replay.outcomes[position]!.verdict !== 'waiting' || isClockDriven(step.action, step.payload)) return true;
  const pauseMs = pace === 'captured' ? 0 : Math.max(0, step.at - (steps[position - 1]?.at ?? step.at));
  const giveUpAt = Math.max(dueAt, passedAt + pauseMs) + PATIENCE_MS;
  if (now < giveUpAt) wake(replay, giveUpAt);
  return now >= giveUpAt;
}

/** A CALL of the CSMS, or something that people did. True: it is done. */
function act(replay: CsmsReplay, step: CapturedStep, { dueAt, now, outputs }: Moment): boolean {
  const { open, position, passedAt } = replay;
  if (open !== null) {
    wake(replay, open.giveUpAt);
    return false;
  }
  if (step.kind === 'gesture') {
    outputs.push({ type: 'input', input: step.input });
    replay.outcomes[position]!.verdict = 'done';
    return true;
  }
  if (!replay.isOpen) {
    const giveUpAt = Math.max(dueAt, passedAt) + PATIENCE_MS;
    if (now < giveUpAt) wake(replay, giveUpAt);
    else giveUp(replay, position, 'the station was not connected');
    return now >= giveUpAt;
  }
  outputs.push({ type: 'frame', text: step.text });
  replay.outcomes[position]!.call = { at: now, text: step.text };
  if (step.answer === null) return true;
  const giveUpAt = now + Math.max(0, step.answer.at - step.at) + PATIENCE_MS;
  replay.open = { index: position, messageId: step.messageId, giveUpAt };
  return true;
}

function giveUp({ outcomes }: CsmsReplay, index: number, why: string): void {
  const outcome = outcomes[index]!;
  outcome.verdict = 'missing';
  outcome.differences = [{ path: '', captured: 'an answer', now: why }];
}

function end(replay: CsmsReplay, outputs: ReplayOutput[], now: number): void {
  if (replay.open !== null) return wake(replay, replay.open.giveUpAt);
  const endsAt = Math.max(replay.passedAt, ...replay.sending.map(({ at }) => at)) + LAST_WORDS_MS;
  if (now < endsAt) return wake(replay, endsAt);
  for (const [index, step] of replay.steps.entries()) {
    const outcome = replay.outcomes[index]!;
    if (outcome.verdict !== 'waiting' || step.kind === 'gesture') continue;
    if (step.from === 'csms') outcome.verdict = 'same';
    else outcome.verdict = isClockDriven(step.action, step.payload) ? 'byClock' : 'missing';
  }
  stopCsmsReplay(replay);
  outputs.push({ type: 'finished' });
}
