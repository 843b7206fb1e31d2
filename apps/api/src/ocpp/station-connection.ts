// One connected station: its inbound CALLs in order, its outbound CALLs one at a time.
import { randomBytes } from 'node:crypto';
import { encodeCallError, encodeCallResult, parseFrame, UNREADABLE_MESSAGE_ID } from '@simulator/ocpp';
import type { CallError, CallFrame, Frame, MalformedFrame, OcppVersion } from '@simulator/ocpp';
import type { RpcClient } from './rpc-client.js';
import type { SerialByKey } from './serial-by-key.js';
import { sendText } from './short-frames.js';

/** Answers one CALL: a payload, or the CALLERROR that refuses it. Never rejects. */
export type CallAnswerer = (connection: StationConnection, call: CallFrame, receivedAt: Date) => Promise<Answer>;
export type Answer =
  | { payload: unknown }
  | { error: CallError }
  /** It cannot be stored now. An error would count as an attempt of the station's; a connection that ends does not. */
  | { unstorable: true };

/** How a CALL to the station ended. */
export type CallOutcome =
  | { kind: 'result'; payload: unknown }
  | { kind: 'error'; error: CallError }
  | { kind: 'timedOut' }
  | { kind: 'disconnected' }
  /** It was not sent: `claim` said no. */
  | { kind: 'withdrawn' };

/** What the caller of a CALL has to say on the way, and learns. */
export interface CallProgress {
  /** Its turn has come, in time: whether it is still to be sent. */
  claim: () => Promise<boolean>;
  /** The answer came after the CALL had timed out. */
  answeredLate: (outcome: CallOutcome) => void;
}

/** A frame on the wire, as it passed. */
export interface PassedFrame {
  direction: 'in' | 'out';
  messageType: Frame['type'] | 'malformed';
  messageId: string | null;
  /** Of the CALL, or of the CALL that it answers, where that is known. */
  action: string | null;
  text: string;
}

export interface ConnectionEvents {
  passed: (connection: StationConnection, frame: PassedFrame) => void;
  answer: CallAnswerer;
  /** A message that needs no answer from us but a line in the log. */
  noteworthy: (connection: StationConnection, what: string, detail: object) => void;
}

/** Above this many unanswered CALLs the socket is not read, until half of them are answered. */
const MAX_WAITING_CALLS = 64;
/** So many timed-out CALLs of a connection are remembered, in case that their answers still come. */
const MAX_OVERDUE_CALLS = 16;
/** A station that does not read what it is sent costs us memory only up to here. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;
/** The database is away: 1013, try again later. */
const CLOSE_TRY_AGAIN = 1013;

export class StationConnection {
  readonly id = randomBytes(6).toString('hex');
  readonly connectedAt = new Date();
  lastSeenAt = this.connectedAt;
  private waitingCalls = 0;
  private callsOut = 0;
  private whenIdle: (() => void)[] = [];
  private outbound: Promise<unknown> = Promise.resolve();
  private sentMessageId = '';
  private sentAction = '';
  private readonly overdue = new Map<string, CallProgress['answeredLate']>();
  private open = true;

  constructor(
    readonly stationId: string,
    readonly version: OcppVersion,
    private readonly client: RpcClient,
    private readonly inbound: SerialByKey,
    private readonly events: ConnectionEvents,
  ) {
    client._onMessage = (data) => this.receive(data.toString('utf8'));
    client.on('close', () => {
      this.open = false;
      this.tellIdle();
    });
    client.on('call', ({ outbound, payload }) => {
      if (!outbound) return;
      const [, messageId, action] = payload;
      this.sentMessageId = messageId;
      this.sentAction = action;
      events.passed(this, { direction: 'out', messageType: 'call', messageId, action, text: JSON.stringify(payload) });
    });
    client.on('socketError', (error) => events.noteworthy(this, 'socket error', { problem: error.message }));
  }

  /** CALLs that have arrived and are not answered yet. */
  get waiting(): number {
    return this.waitingCalls;
  }

  get isOpen(): boolean {
    return this.open;
  }

  onClose(listener: (code: number, reason: string) => void): void {
    this.client.on('close', ({ code, reason }) => listener(code, reason));
  }

  /** Sends a CALL when those before it are done, and waits for its answer. */
  call(action: string, payload: unknown, deadlineAt: Date, progress: CallProgress): Promise<CallOutcome> {
    this.callsOut += 1;
    const turn = this.outbound
      .then(() => this.callNow(action, payload, deadlineAt, progress))
      .finally(() => {
        this.callsOut -= 1;
        this.tellIdle();
      });
    this.outbound = turn.catch(() => {});
    return turn;
  }

  /** Resolves when no CALL waits for its answer, in either direction, or the connection has ended. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.whenIdle.push(resolve);
      this.tellIdle();
    });
  }

  /** Closes in order; a peer that does not answer the close is cut off after a second. */
  close(code: number, reason: string): void {
    void this.client.close({ code, reason });
    setTimeout(() => {
      if (this.open) this.client._ws.terminate();
    }, 1000).unref();
  }

  terminate(): void {
    this.client._ws.terminate();
  }

  private async callNow(
    action: string,
    payload: unknown,
    deadlineAt: Date,
    { claim, answeredLate }: CallProgress,
  ): Promise<CallOutcome> {
    const leftMs = (): number => deadlineAt.getTime() - Date.now();
    if (leftMs() <= 0) return { kind: 'timedOut' };
    if (!this.open) return { kind: 'disconnected' };
    if (!(await claim())) return { kind: 'withdrawn' };
    // Claiming took its time, too: a late RemoteStart is dangerous.
    const callTimeoutMs = leftMs();
    if (callTimeoutMs <= 0) return { kind: 'timedOut' };
    if (!this.open) return { kind: 'disconnected' };
    try {
      return { kind: 'result', payload: await this.client.call(action, payload, { callTimeoutMs }) };
    } catch (error) {
      const outcome = outcomeOf(error);
      // One CALL at a time: the newest id is this one's.
      if (outcome.kind === 'timedOut') this.remember(this.sentMessageId, answeredLate);
      return outcome;
    }
  }

  private remember(messageId: string, answeredLate: CallProgress['answeredLate']): void {
    const [oldest] = this.overdue.keys();
    if (this.overdue.size === MAX_OVERDUE_CALLS && oldest !== undefined) this.overdue.delete(oldest);
    this.overdue.set(messageId, answeredLate);
  }

  private receive(text: string): void {
    this.lastSeenAt = new Date();
    // Some stations send an empty message to keep the connection alive.
    if (text === '') return;
    const frame = parseFrame(text);
    const { type: messageType, messageId } = frame;
    this.events.passed(this, { direction: 'in', messageType, messageId, action: this.actionOf(frame), text });
    switch (frame.type) {
      case 'call':
        return this.enqueue(frame);
      case 'callResult':
        return this.settle({ kind: 'result', payload: frame.payload }, frame.messageId, () =>
          this.client._onCallResult(frame.messageId, frame.payload),
        );
      case 'callError':
        // ocpp-rpc keeps only the error codes that it knows; the frame travels as details to keep them all.
        return this.settle({ kind: 'error', error: frame }, frame.messageId, () =>
          this.client._onCallError(frame.messageId, 'GenericError', frame.errorDescription, frame),
        );
      case 'malformed':
        return this.refuse(frame);
    }
  }

  private actionOf(frame: Frame | MalformedFrame): string | null {
    if (frame.type === 'call') return frame.action;
    return frame.type !== 'malformed' && frame.messageId === this.sentMessageId ? this.sentAction : null;
  }

  private enqueue(call: CallFrame): void {
    const receivedAt = this.lastSeenAt;
    this.inTurn(call.messageId, call.action, () => this.events.answer(this, call, receivedAt));
  }

  /** Answers in the order in which the messages came, over all connections of the station. */
  private inTurn(messageId: string, action: string | null, answering: () => Promise<Answer>): void {
    this.waitingCalls += 1;
    if (this.waitingCalls === MAX_WAITING_CALLS) this.client._ws.pause();
    void this.inbound.run(this.stationId, async () => {
      const answer = await answering();
      this.waitingCalls -= 1;
      if (this.waitingCalls === MAX_WAITING_CALLS / 2) this.client._ws.resume();
      if ('unstorable' in answer) this.close(CLOSE_TRY_AGAIN, 'Nothing can be stored now; try again later');
      else this.send(frameOf(messageId, action, answer));
      this.tellIdle();
    });
  }

  private tellIdle(): void {
    if (this.open && (this.waitingCalls > 0 || this.callsOut > 0)) return;
    for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  private settle(outcome: CallOutcome, messageId: string, hand: () => void): void {
    try {
      hand();
    } catch {
      const answeredLate = this.overdue.get(messageId);
      if (this.overdue.delete(messageId)) answeredLate?.(outcome);
      this.events.noteworthy(this, 'answer to no outstanding CALL', { messageId });
    }
  }

  private refuse(frame: MalformedFrame): void {
    const { messageId: id, problem } = frame;
    this.events.noteworthy(this, 'malformed message', { messageId: id, problem });
    // An answer is never answered. What cannot be told to be an answer is treated as a CALL.
    if (frame.messageType === 3 || frame.messageType === 4) return;
    const error = this.version.malformedCall(frame.problem);
    this.inTurn(id ?? UNREADABLE_MESSAGE_ID, null, async () => ({ error }));
  }

  private send(frame: PassedFrame): void {
    if (!this.open) return;
    if (this.client._ws.bufferedAmount > MAX_UNSENT_BYTES) return this.terminate();
    sendText(this.client, frame.text);
    this.events.passed(this, frame);
  }
}

function frameOf(
  messageId: string,
  action: string | null,
  answer: { payload: unknown } | { error: CallError },
): PassedFrame {
  const isResult = 'payload' in answer;
  const messageType = isResult ? 'callResult' : 'callError';
  const text = isResult ? encodeCallResult(messageId, answer.payload) : encodeCallError(messageId, answer.error);
  return { direction: 'out', messageType, messageId, action, text };
}

function outcomeOf(error: unknown): CallOutcome {
  const details = (error as { details?: unknown }).details;
  if (isCallErrorFrame(details)) {
    const { errorCode, errorDescription, errorDetails } = details;
    return { kind: 'error', error: { errorCode, errorDescription, errorDetails } };
  }
  const { constructor, message } = error as Error;
  return constructor.name === 'TimeoutError' || message === 'Call timeout'
    ? { kind: 'timedOut' }
    : { kind: 'disconnected' };
}

function isCallErrorFrame(value: unknown): value is CallError & { type: 'callError' } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'callError';
}
