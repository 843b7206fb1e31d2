// Somebody between the station and its CSMS: frames held back, changed, delayed or dropped in flight, and calls answered in
// the station's place. The station notices nothing: what it is given and what it sends stays a recording that replays.
import { encodeCallError, encodeCallResult, parseFrame } from '@simulator/ocpp';
import type { AnswersInPlace, PreparedAnswer } from '@simulator/station';
import type { RunnerClock, TimerHandle } from './clock.js';

export type Direction = 'sent' | 'received';

/** What a CALL of the CSMS is always answered with, without the station doing it. `silence`: nothing. */
export type FixedAnswer =
  | { kind: 'result'; payload: unknown }
  | { kind: 'error'; errorCode: string; errorDescription: string }
  | { kind: 'silence' };

export interface WireRules {
  /** Frames that wait for a person; null: none. An answer counts as one of its action. */
  hold: { direction: Direction | 'both'; action: string | null } | null;
  /** By action of the CSMS's CALL. */
  answers: Readonly<Record<string, FixedAnswer>>;
}

export const noRules: WireRules = { hold: null, answers: {} };

export interface FrameInFlight {
  direction: Direction;
  text: string;
  messageType: 2 | 3 | 4 | null;
  messageId: string | null;
  /** Of an answer: the action it answers, when known. */
  action: string | null;
  cause: string;
}

export interface HeldInFlight extends FrameInFlight {
  id: number;
  /** Since when it waits, epoch milliseconds. */
  at: number;
  /** When it goes on by itself; null: when a person says so. */
  releaseAt: number | null;
}

/** What becomes of a held frame. */
export type Verdict = { kind: 'release'; text?: string } | { kind: 'delay'; ms: number } | { kind: 'drop' };

/** What a page needs to show it. */
export interface InterceptionState {
  rules: WireRules;
  /** In the order in which they came. */
  held: readonly HeldInFlight[];
  /** Actions that a scenario answers in the place of the CSMS, with what it wants. */
  inPlace: readonly PreparedAnswer[];
}

export interface InterceptionPorts {
  /** Lets the frame go on its way, as `frame.text` has it. */
  pass(frame: FrameInFlight): void;
  /** Sends the answer to a CALL that the station never sees. */
  answer(call: FrameInFlight, answerText: string | null): void;
  /** Gives the station another answer than the one the CSMS gave; null: none. */
  answerInPlace(frame: FrameInFlight, text: string | null): void;
  notice(text: string): void;
  changed(): void;
}

export class Interception {
  rules: WireRules = noRules;
  readonly held: HeldInFlight[] = [];
  #inPlace: AnswersInPlace | null = null;
  readonly #clock: RunnerClock;
  readonly #ports: InterceptionPorts;
  readonly #timers = new Map<number, TimerHandle>();
  #lastId = 0;

  constructor(clock: RunnerClock, ports: InterceptionPorts) {
    this.#clock = clock;
    this.#ports = ports;
  }

  /** What no longer matches goes on at once. */
  setRules(rules: WireRules): void {
    this.rules = rules;
    for (const frame of [...this.held]) if (!this.#holds(frame)) this.settle(frame.id, { kind: 'release' });
    this.#ports.changed();
  }

  get state(): InterceptionState {
    return { rules: this.rules, held: this.held, inPlace: this.#inPlace?.prepared ?? [] };
  }

  /** From now on the station hears these in place of what the CSMS answers; null: the CSMS again. */
  setAnswersInPlace(answers: AnswersInPlace | null): void {
    if (this.#inPlace === answers) return;
    this.#inPlace = answers;
    this.#ports.changed();
  }

  /** True: the frame is held or answered here, and must not go on. */
  take(frame: FrameInFlight): boolean {
    if (!this.#holds(frame)) return this.#meddled(frame);
    this.#lastId += 1;
    this.held.push({ ...frame, id: this.#lastId, at: this.#clock.now(), releaseAt: null });
    this.#ports.changed();
    return true;
  }

  /** @throws Error when the frame is gone: released by its timer, or lost with the connection */
  settle(id: number, verdict: Verdict): void {
    const index = this.held.findIndex((frame) => frame.id === id);
    const frame = this.held[index];
    if (frame === undefined) throw new Error('This message is no longer held: it went on, or its connection ended.');
    this.#clearTimer(id);
    if (verdict.kind === 'delay') {
      this.held[index] = { ...frame, releaseAt: this.#clock.now() + verdict.ms };
      this.#timers.set(
        id,
        this.#clock.setTimeout(() => this.settle(id, { kind: 'release' }), verdict.ms),
      );
      return this.#ports.changed();
    }
    this.held.splice(index, 1);
    if (verdict.kind === 'drop') this.#ports.notice(`Dropped in flight: ${wordsFor(frame)}`);
    else this.#release(frame, verdict.text ?? frame.text);
    this.#ports.changed();
  }

  /** The connection is gone, and everything in flight with it. */
  forget(): void {
    for (const { id } of this.held) this.#clearTimer(id);
    if (this.held.length === 0) return;
    this.held.length = 0;
    this.#ports.changed();
  }

  #release(frame: HeldInFlight, text: string): void {
    const changed = text !== frame.text;
    if (changed) this.#ports.notice(`Changed in flight: ${wordsFor(frame)}`);
    const released: FrameInFlight = { ...frame, text };
    // What was changed may have become something else.
    if (!this.#meddled(released)) this.#ports.pass(released);
  }

  #holds({ direction, action }: FrameInFlight): boolean {
    const { hold } = this.rules;
    if (hold === null || (hold.direction !== 'both' && hold.direction !== direction)) return false;
    return hold.action === null || hold.action === action;
  }

  /** True: the frame has had its effect, and must not go on. */
  #meddled(frame: FrameInFlight): boolean {
    if (this.#inPlace === null) return this.#answered(frame);
    if (frame.direction === 'sent') {
      this.#inPlace.noteSent(frame.text);
      return false;
    }
    const instead = this.#inPlace.insteadOf(frame.text, this.#clock.now());
    if (instead === null) return this.#answered(frame);
    this.#ports.answerInPlace({ ...frame, action: instead.action }, instead.text);
    return true;
  }

  #answered(frame: FrameInFlight): boolean {
    if (frame.direction !== 'received') return false;
    const call = parseFrame(frame.text);
    if (call.type !== 'call' || !Object.hasOwn(this.rules.answers, call.action)) return false;
    const answer = this.rules.answers[call.action];
    if (answer === undefined) return false;
    this.#ports.answer({ ...frame, action: call.action, messageId: call.messageId }, textOf(answer, call.messageId));
    return true;
  }

  #clearTimer(id: number): void {
    const timer = this.#timers.get(id);
    if (timer !== undefined) this.#clock.clearTimeout(timer);
    this.#timers.delete(id);
  }
}

function textOf(answer: FixedAnswer, messageId: string): string | null {
  if (answer.kind === 'silence') return null;
  if (answer.kind === 'result') return encodeCallResult(messageId, answer.payload);
  const { errorCode, errorDescription } = answer;
  return encodeCallError(messageId, { errorCode, errorDescription, errorDetails: {} });
}

function wordsFor({ direction, action, messageType }: FrameInFlight): string {
  const what = `${messageType === 3 || messageType === 4 ? 'answer to ' : ''}${action ?? 'a message'}`;
  return `${what}, ${direction === 'sent' ? 'station to CSMS' : 'CSMS to station'}`;
}
