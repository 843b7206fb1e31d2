// A CSMS in memory at the other end of fake sockets. It books transactions as a real one does.
import { parseFrame } from '@simulator/ocpp';
import type { CallFrame } from '@simulator/ocpp';
import type { OpenSocket, SocketOwner, SocketRequest } from '../src/socket.js';

/** The fields that are looked at; the engine's own tests hold them to the schema. */
interface Payload {
  connectorId: number;
  idTag: string;
  meterStart: number;
  meterStop: number;
  timestamp: string;
  transactionId: number;
  reason?: string;
}

export interface BookedTransaction {
  id: number;
  /** What makes a resent StartTransaction the same one. */
  identity: string;
  meterStart: number;
  stops: { meterStop: number; reason: string | undefined }[];
  samples: number;
}

export class FakeCsms {
  readonly transactions: BookedTransaction[] = [];
  readonly calls: CallFrame[] = [];
  readonly opened: SocketRequest[] = [];
  readonly sockets: FakeSocket[] = [];
  /** What a new connection meets. */
  reachable = true;
  /** Called before a CALL is served; false: it is lost, with everything after it. */
  serves: (call: CallFrame) => boolean = () => true;
  /** Called after a CALL was served; false: the answer is lost. */
  answers: (call: CallFrame) => boolean = () => true;

  /** Hand this to a runner. */
  readonly openSocket: OpenSocket = (request, owner) => {
    this.opened.push(request);
    const socket = new FakeSocket(this, owner);
    this.sockets.push(socket);
    queueMicrotask(() => {
      if (this.reachable) owner.socketOpened(request.subprotocol);
      else owner.socketClosed(1006, '');
    });
    return socket;
  };

  actions(): string[] {
    return this.calls.map(({ action }) => action);
  }

  serve(call: CallFrame): object {
    this.calls.push(call);
    const payload = call.payload as Payload;
    if (call.action === 'BootNotification') {
      return { status: 'Accepted', currentTime: '2026-01-05T08:00:00Z', interval: 300 };
    }
    if (call.action === 'Authorize') return { idTagInfo: { status: 'Accepted' } };
    if (call.action === 'StartTransaction') return this.#start(payload);
    if (call.action === 'StopTransaction') return this.#stop(payload);
    if (call.action === 'MeterValues') this.#sample(payload);
    if (call.action === 'Heartbeat') return { currentTime: '2026-01-05T08:00:00Z' };
    return {};
  }

  #start({ connectorId, idTag, meterStart, timestamp }: Payload): object {
    const identity = JSON.stringify([connectorId, idTag, meterStart, timestamp]);
    let booked = this.transactions.find((transaction) => transaction.identity === identity);
    if (booked === undefined) {
      booked = { id: this.transactions.length + 1, identity, meterStart, stops: [], samples: 0 };
      this.transactions.push(booked);
    }
    return { transactionId: booked.id, idTagInfo: { status: 'Accepted' } };
  }

  #stop({ transactionId, meterStop, reason }: Payload): object {
    this.transactions.find(({ id }) => id === transactionId)?.stops.push({ meterStop, reason });
    return {};
  }

  #sample({ transactionId }: Payload): void {
    const booked = this.transactions.find(({ id }) => id === transactionId);
    if (booked !== undefined) booked.samples += 1;
  }
}

export class FakeSocket {
  /** Everything that was sent on it. */
  readonly sent: string[] = [];
  closedWith: { code: number; reason: string } | null = null;
  abandoned = false;
  readonly owner: SocketOwner;
  readonly #csms: FakeCsms;

  constructor(csms: FakeCsms, owner: SocketOwner) {
    this.#csms = csms;
    this.owner = owner;
  }

  /** Answers at once, inside `send`: the runner must bear that. */
  send(text: string): void {
    this.sent.push(text);
    const frame = parseFrame(text);
    if (frame.type !== 'call' || !this.#csms.serves(frame)) return;
    const answer = this.#csms.serve(frame);
    if (this.#csms.answers(frame)) this.owner.textReceived(JSON.stringify([3, frame.messageId, answer]));
  }

  close(code: number, reason: string): void {
    this.closedWith = { code, reason };
    queueMicrotask(() => this.owner.socketClosed(code, reason));
  }

  abandon(): void {
    this.abandoned = true;
  }
}
