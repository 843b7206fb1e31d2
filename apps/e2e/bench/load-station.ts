// One station of the load: the CALLs of charging sessions, one after another, as text without any library.
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { LoadReport } from './load-generator.js';

const METER_VALUES_IN_A_SESSION = 12;
const MEASURANDS = [
  ['Energy.Active.Import.Register', 'Wh'],
  ['Power.Active.Import', 'W'],
  ['Current.Import', 'A'],
  ['Voltage', 'V'],
] as const;

type OnAnswer = (sentAt: number) => void;
type Build = (station: LoadStation) => string;

const status = (name: string): Build => {
  return (station) => {
    station.sent.statuses += 1;
    return `"StatusNotification",{"connectorId":1,"status":"${name}","errorCode":"NoError","timestamp":"${station.time()}"}`;
  };
};

/** A session: 20 CALLs, 12 of them meter values with four samples each. */
const SESSION: readonly Build[] = [
  (station) => `"Authorize",{"idTag":"${station.idTag}"}`,
  status('Preparing'),
  (station) => station.startTransaction(),
  status('Charging'),
  ...Array.from({ length: METER_VALUES_IN_A_SESSION }, (): Build => (station) => station.meterValues()),
  () => '"Heartbeat",{}',
  (station) => station.stopTransaction(),
  status('Finishing'),
  status('Available'),
];

export class LoadStation {
  readonly sent: LoadReport['sent'] = { starts: 0, stops: 0, samples: 0, statuses: 0, calls: 0 };
  readonly transactionIds: number[] = [];
  errors = 0;
  outstanding = 0;
  private socket: (WebSocket & { _socket: Socket }) | undefined;
  private step = 0;
  private meterWh = 0;
  private messageId = 0;
  private turn: Promise<void> = Promise.resolve();
  private answered: ((frame: [number, string, { transactionId?: number }]) => void) | undefined;
  private clock = Date.now();

  constructor(
    private readonly id: string,
    readonly idTag: string,
  ) {}

  /** Opens the socket and is registered. */
  async connect(url: string): Promise<void> {
    const socket = new WebSocket(`${url}/${this.id}`, ['ocpp1.6'], { perMessageDeflate: false }) as WebSocket & {
      _socket: Socket;
    };
    this.socket = socket;
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.on('message', (data: Buffer) => this.answered?.(JSON.parse(data.toString()) as never));
    socket.on('error', () => {});
    socket.on('close', () => {});
    await this.call('"BootNotification",{"chargePointVendor":"Bench","chargePointModel":"Load"}', 0, () => {});
  }

  close(): void {
    this.socket?.close();
  }

  /** The next CALL of the session, when the one before is answered (OCPP-J 1.6 §4.1.1). */
  callNext(sentAt: number, onAnswer: OnAnswer): Promise<void> {
    this.turn = this.turn.then(() => {
      const build = SESSION[this.step] ?? SESSION[0];
      this.step = (this.step + 1) % SESSION.length;
      return build === undefined ? undefined : this.call(build(this), sentAt, onAnswer);
    });
    return this.turn;
  }

  /** A StartTransaction out of turn. */
  start(onAnswer: OnAnswer): Promise<void> {
    return this.call(this.startTransaction(), performance.now(), onAnswer);
  }

  /** Its own clock: a minute a CALL, so that no two samples are the same. */
  time(): string {
    return new Date(this.clock).toISOString();
  }

  startTransaction(): string {
    this.sent.starts += 1;
    return `"StartTransaction",{"connectorId":1,"idTag":"${this.idTag}","meterStart":${this.meterWh},"timestamp":"${this.time()}"}`;
  }

  stopTransaction(): string {
    this.sent.stops += 1;
    const transactionId = this.transactionIds.at(-1) ?? 0;
    return `"StopTransaction",{"transactionId":${transactionId},"meterStop":${this.meterWh},"timestamp":"${this.time()}"}`;
  }

  meterValues(): string {
    this.sent.samples += MEASURANDS.length;
    this.meterWh += 120;
    const samples = MEASURANDS.map(
      ([measurand, unit], index) =>
        `{"value":"${index === 0 ? this.meterWh : 230}","measurand":"${measurand}","unit":"${unit}","context":"Sample.Periodic"}`,
    );
    const transactionId = this.transactionIds.at(-1) ?? 0;
    return `"MeterValues",{"connectorId":1,"transactionId":${transactionId},"meterValue":[{"timestamp":"${this.time()}","sampledValue":[${samples.join(',')}]}]}`;
  }

  private call(rest: string, sentAt: number, onAnswer: OnAnswer): Promise<void> {
    this.clock += 60_000;
    this.sent.calls += 1;
    this.outstanding += 1;
    return new Promise((resolve) => {
      this.answered = ([type, , payload]) => {
        this.outstanding -= 1;
        if (type !== 3) this.errors += 1;
        else if (payload.transactionId !== undefined) this.transactionIds.push(payload.transactionId);
        onAnswer(sentAt);
        resolve();
      };
      this.send(`[2,"${++this.messageId}",${rest}]`);
    });
  }

  /** A masked text frame (RFC 6455 §5.2) in one write: ws takes two, and the load shares the machine with what it loads. */
  private send(text: string): void {
    const { length } = text;
    const headerLength = length < 126 ? 2 : 4;
    const frame = Buffer.allocUnsafe(headerLength + 4 + length);
    frame[0] = 0x81;
    frame[1] = 0x80 | Math.min(length, 126);
    if (length >= 126) frame.writeUInt16BE(length, 2);
    const mask = (Math.random() * 0x1_0000_0000) >>> 0;
    frame.writeUInt32BE(mask, headerLength);
    const start = headerLength + 4;
    frame.write(text, start, 'latin1');
    for (let index = 0; index < length; index++)
      frame[start + index] = (frame[start + index] as number) ^ (frame[headerLength + (index & 3)] as number);
    this.socket?._socket.write(frame);
  }
}
