// A station in virtual time with a CSMS in memory. Every outbound frame is checked against the schema.
import { encodeCall, encodeCallResult, parseFrame, v16 } from '@simulator/ocpp';
import {
  carPresets,
  createStation,
  defaultStationConfig,
  nextDeadline,
  persistedPart,
  restoreStation,
  statePartsOf,
  step,
} from '../src/index.js';
import type { Car, StationConfig, StationInput, StationOutput } from '../src/index.js';

export interface SentCall {
  at: number;
  action: string;
  payload: Record<string, unknown>;
  messageId: string;
  cause: string;
}

type Answer = Record<string, unknown> | 'silence' | { error: string };
type Answers = Record<string, (payload: Record<string, unknown>, call: SentCall) => Answer>;

export const START = Date.UTC(2026, 0, 5, 8, 0, 0);
export const [megane] = carPresets;

export class VirtualStation {
  now = START;
  readonly station;
  readonly calls: SentCall[] = [];
  readonly answersSent: unknown[][] = [];
  readonly outputs: StationOutput[] = [];
  /** Every text that left, with its time. */
  readonly wire: { text: string; at: number }[] = [];
  /** False: attempts to connect fail. */
  csmsUp = true;
  answers: Answers;
  private transactionId = 1000;
  private pending: string[] = [];

  constructor(changes: Partial<StationConfig> = {}) {
    this.station = createStation({ ...defaultStationConfig('CS-1', 42), ...changes }, this.now);
    this.answers = {
      BootNotification: () => ({ status: 'Accepted', currentTime: this.iso(), interval: 300 }),
      Heartbeat: () => ({ currentTime: this.iso() }),
      Authorize: () => ({ idTagInfo: { status: 'Accepted' } }),
      StartTransaction: () => ({ transactionId: ++this.transactionId, idTagInfo: { status: 'Accepted' } }),
      StopTransaction: () => ({}),
      StatusNotification: () => ({}),
      MeterValues: () => ({}),
    };
  }

  iso(): string {
    return new Date(this.now).toISOString();
  }

  boot(): this {
    this.input({ type: 'poweredOn' });
    return this;
  }

  /** Feeds an input and everything that follows from it at this time. */
  input(input: StationInput): void {
    this.apply(step(this.station, input, this.now));
    for (let text = this.pending.shift(); text !== undefined; text = this.pending.shift()) {
      this.apply(step(this.station, { type: 'frameReceived', text }, this.now));
    }
  }

  /** Lets time pass, stopping at every deadline. */
  advance(seconds: number): void {
    const end = this.now + seconds * 1000;
    for (let due = nextDeadline(this.station); due <= end; due = nextDeadline(this.station)) {
      this.now = Math.max(this.now, due);
      this.input({ type: 'deadlineReached' });
    }
    this.now = end;
    this.input({ type: 'deadlineReached' });
  }

  /** A CALL of the CSMS; returns what the station answered. */
  call(action: string, payload: unknown): unknown[] | undefined {
    const before = this.answersSent.length;
    this.input({ type: 'frameReceived', text: encodeCall(`csms-${this.now}-${before}`, action, payload) });
    return this.answersSent[before];
  }

  cut(code = 1006): void {
    this.input({ type: 'disconnected', code, reason: '', wasOpen: true });
  }

  actions(): string[] {
    return this.calls.map((call) => call.action);
  }

  callsOf(action: string): SentCall[] {
    return this.calls.filter((call) => call.action === action);
  }

  statuses(connectorId = 1): string[] {
    return this.callsOf('StatusNotification')
      .filter(({ payload }) => payload['connectorId'] === connectorId)
      .map(({ payload }) => String(payload['status']));
  }

  /** The same station after its process died: from its stored parts, by way of JSON, on a new connection. */
  restored(): VirtualStation {
    const parts = Object.fromEntries(
      statePartsOf(this.station).map((part) => [part, JSON.stringify(persistedPart(this.station, part))]),
    );
    const later = new VirtualStation();
    later.now = this.now;
    const read = Object.entries(parts).map(([part, text]): [string, unknown] => [part, JSON.parse(text)]);
    Object.assign(later.station, restoreStation(Object.fromEntries(read), later.now));
    later.input({ type: 'restored' });
    return later;
  }

  connector(id = 1) {
    return this.station.connectors[id - 1]!;
  }

  plug(connectorId = 1, socPercent = 20, targetSocPercent = 80, car: Car = megane): void {
    this.input({ type: 'plugged', connectorId, plugIn: { car, socPercent, targetSocPercent } });
  }

  tag(idTag = 'TAG-1', connectorId = 1): void {
    this.input({ type: 'tagPresented', idTag, connectorId });
  }

  private apply(outputs: StationOutput[]): void {
    this.outputs.push(...outputs);
    for (const output of outputs) {
      if (output.type === 'sendFrame') this.receive(output.text, output.cause);
      if (output.type === 'openConnection') this.connect(output.subprotocol);
      if (output.type === 'closeConnection') this.cut(output.code);
    }
  }

  private connect(subprotocol: string): void {
    const input: StationInput = this.csmsUp
      ? { type: 'connected', subprotocol }
      : { type: 'disconnected', code: 1006, reason: '', wasOpen: false };
    this.apply(step(this.station, input, this.now));
  }

  private receive(text: string, cause: string): void {
    this.wire.push({ text, at: this.now });
    const frame = parseFrame(text);
    if (frame.type === 'malformed') return;
    if (frame.type !== 'call') {
      this.answersSent.push(JSON.parse(text) as unknown[]);
      return;
    }
    const { action, messageId } = frame;
    const violations = v16.version.actions[action as v16.Action].validateRequest(frame.payload);
    if (violations.length > 0) {
      if (this.station.wireFaults !== null) return;
      throw new Error(`${text}: ${JSON.stringify(violations)}`);
    }
    const call = { at: this.now, action, payload: frame.payload as Record<string, unknown>, messageId, cause };
    this.calls.push(call);
    const answer = this.answers[action]?.(call.payload, call) ?? {};
    if (answer === 'silence') return;
    if (typeof answer['error'] === 'string') this.pending.push(JSON.stringify([4, messageId, answer['error'], '', {}]));
    else this.pending.push(encodeCallResult(messageId, answer));
  }
}
