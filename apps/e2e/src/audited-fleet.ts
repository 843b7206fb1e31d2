// Stations that charge again and again, and remember what the CSMS has acknowledged; and the auditor that compares it with REST.
import type { ApiClient, Transaction } from '@simulator/api-client';
import { carPresets, defaultStationConfig } from '@simulator/station';
import type { StationInput, StationOutput } from '@simulator/station';
import { startNodeRunner } from '@simulator/station-runner/node';
import type { HostedStation, StationRunner } from '@simulator/station-runner/node';

const CONNECTOR = 2;
export const FLEET_TAG = 'FLEET';

interface Start {
  key: string;
  transactionId: number;
  meterStart: number;
}

interface Stop {
  transactionId: number;
  meterStop: number;
  timestamp: string;
}

interface Sample {
  transactionId: number;
  timestamp: string;
}

/** What a station has sent and what of it was acknowledged. */
class Ledger {
  readonly startsSent = new Set<string>();
  readonly starts = new Map<string, Start>();
  readonly stops = new Map<number, Stop>();
  readonly samples: Sample[] = [];
  readonly closeCodes: number[] = [];
  /** A start that was acknowledged with another transaction id than before. */
  readonly contradictions: string[] = [];
  acknowledged = 0;
  private readonly sent = new Map<string, { action: string; payload: Record<string, unknown> }>();

  stepped(input: StationInput, outputs: readonly StationOutput[]): void {
    if (input.type === 'frameReceived') this.received(input.text);
    if (input.type === 'disconnected') this.closeCodes.push(input.code);
    for (const output of outputs) {
      if (output.type !== 'sendFrame' || output.messageType !== 2) continue;
      const [, messageId, action, payload] = JSON.parse(output.text) as [2, string, string, Record<string, unknown>];
      this.sent.set(messageId, { action, payload });
      if (action === 'StartTransaction') this.startsSent.add(keyOf(payload));
    }
  }

  private received(text: string): void {
    const [type, messageId, answer] = JSON.parse(text) as [number, string, Record<string, unknown>];
    const call = this.sent.get(messageId);
    if (type !== 3 || call === undefined) return;
    this.sent.delete(messageId);
    this.acknowledged += 1;
    const { action, payload } = call;
    if (action === 'StartTransaction') this.started(payload, answer['transactionId'] as number);
    const transactionId = payload['transactionId'] as number;
    if (action === 'StopTransaction') {
      const { meterStop, timestamp } = payload as unknown as Stop;
      this.stops.set(transactionId, { transactionId, meterStop, timestamp });
    }
    if (action === 'MeterValues' && transactionId !== undefined) {
      for (const { timestamp } of payload['meterValue'] as Sample[]) this.samples.push({ transactionId, timestamp });
    }
  }

  private started(payload: Record<string, unknown>, transactionId: number): void {
    const key = keyOf(payload);
    const before = this.starts.get(key);
    if (before !== undefined && before.transactionId !== transactionId) this.contradictions.push(key);
    this.starts.set(key, { key, transactionId, meterStart: payload['meterStart'] as number });
  }
}

const keyOf = ({ connectorId, timestamp }: Record<string, unknown>): string =>
  `${String(connectorId)} ${String(timestamp)}`;

export class AuditedFleet {
  readonly ledgers = new Map<string, Ledger>();
  private runner!: StationRunner;
  private charging = false;
  private readonly loops: Promise<void>[] = [];

  private constructor(readonly ids: readonly string[]) {
    for (const id of ids) this.ledgers.set(id, new Ledger());
  }

  static async start(csmsUrl: string, prefix: string, count: number): Promise<AuditedFleet> {
    const ids = Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1).padStart(3, '0')}`);
    const fleet = new AuditedFleet(ids);
    fleet.runner = await startNodeRunner({
      listener: {
        stepped: ({ definition }: HostedStation, input, outputs) =>
          fleet.ledgers.get(definition.key)?.stepped(input, outputs),
      },
    });
    for (const [index, id] of ids.entries()) {
      const config = defaultStationConfig(id, index + 1);
      const configuration = { ...config.configuration, MeterValueSampleInterval: '1' };
      fleet.runner.add({ key: id, name: id, config: { ...config, configuration }, csmsUrl });
    }
    return fleet;
  }

  get acknowledged(): number {
    return [...this.ledgers.values()].reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  }

  closeCodes(): number[] {
    return [...this.ledgers.values()].flatMap(({ closeCodes }) => closeCodes);
  }

  isOpen(id: string): boolean {
    return this.hosted(id)?.station.connection.state === 'open';
  }

  get allOpen(): boolean {
    return this.ids.every((id) => this.isOpen(id));
  }

  /** Cars come and go at every station, until `settle`. */
  charge(): void {
    this.charging = true;
    for (const [index, id] of this.ids.entries()) this.loops.push(this.chargeOn(id, index));
  }

  /** No further cars; waits until the CSMS has taken everything. Whether it has. */
  async settle(timeoutMs: number): Promise<boolean> {
    this.charging = false;
    await Promise.all(this.loops.splice(0));
    const settled = await Promise.all(this.ids.map((id) => this.runner.settle(id, timeoutMs)));
    return settled.every(Boolean);
  }

  stop(): Promise<void> {
    return this.runner.stop();
  }

  private async chargeOn(id: string, index: number): Promise<void> {
    const car = carPresets.find(({ dc }) => dc !== null);
    if (car === undefined) throw new Error('no car charges with DC');
    const connectorId = CONNECTOR;
    await delay((index * 37) % 1000);
    while (this.charging) {
      this.runner.input(id, { type: 'plugged', connectorId, plugIn: { car, socPercent: 20, targetSocPercent: 80 } });
      this.runner.input(id, { type: 'tagPresented', idTag: FLEET_TAG, connectorId });
      await delay(1_200 + ((index * 131) % 1_000));
      this.runner.input(id, { type: 'stopPressed', connectorId });
      await delay(100);
      this.runner.input(id, { type: 'unplugged', connectorId });
      await delay(200);
    }
  }

  private hosted(id: string): HostedStation | undefined {
    return [...this.runner.stations()].find(({ definition }) => definition.key === id);
  }
}

export interface Audit {
  transactions: number;
  samples: number;
  /** What is not as it should be, in words. */
  findings: string[];
}

/** Compares what the stations know was acknowledged with what REST returns. The fleet has settled. */
export async function audit(fleet: AuditedFleet, client: ApiClient): Promise<Audit> {
  const findings: string[] = [];
  let transactions = 0;
  let samples = 0;
  for (const [stationId, ledger] of fleet.ledgers) {
    const stored = await transactionsOf(client, stationId);
    transactions += stored.length;
    samples += ledger.samples.length;
    const find = (text: string): unknown => findings.push(`${stationId}: ${text}`);
    for (const key of ledger.contradictions) find(`start ${key} was acknowledged with two transaction ids`);
    for (const key of ledger.startsSent) if (!ledger.starts.has(key)) find(`start ${key} was never acknowledged`);
    const expected = new Set([...ledger.starts.values()].map(({ transactionId }) => transactionId));
    if (expected.size !== ledger.starts.size) find('two starts have one transaction id');
    for (const { id } of stored) if (!expected.has(id)) find(`transaction ${id} is stored, and no start has it`);
    const byId = new Map(stored.map((transaction) => [transaction.id, transaction]));
    for (const start of ledger.starts.values()) {
      const transaction = byId.get(start.transactionId);
      if (transaction === undefined) find(`transaction ${start.transactionId} is lost`);
      else for (const problem of problemsOf(start, ledger.stops.get(start.transactionId), transaction)) find(problem);
    }
    for (const problem of await lostSamples(client, ledger)) find(problem);
  }
  return { transactions, samples, findings };
}

function problemsOf(start: Start, stop: Stop | undefined, stored: Transaction): string[] {
  const problems: string[] = [];
  if (stored.meterStartWh !== start.meterStart) problems.push(`transaction ${stored.id} begins with another reading`);
  if (stop === undefined) problems.push(`the stop of ${stored.id} was never acknowledged`);
  else if (stored.meterStopWh !== stop.meterStop || Date.parse(stored.stoppedAt ?? '') !== Date.parse(stop.timestamp)) {
    problems.push(`the stop of ${stored.id} is not stored as acknowledged`);
  }
  return problems;
}

async function transactionsOf(client: ApiClient, stationId: string): Promise<Transaction[]> {
  const items: Transaction[] = [];
  let cursor: string | undefined;
  do {
    const query = { stationId, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const { data } = await client.GET('/api/v1/transactions', { params: { query } });
    if (data === undefined) throw new Error(`the transactions of ${stationId} cannot be read`);
    items.push(...data.items);
    cursor = data.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

async function lostSamples(client: ApiClient, { samples }: Ledger): Promise<string[]> {
  const problems: string[] = [];
  for (const transactionId of new Set(samples.map((sample) => sample.transactionId))) {
    const params = { path: { transactionId }, query: { limit: 500 } };
    const { data } = await client.GET('/api/v1/transactions/{transactionId}/meter-values', { params });
    if (data === undefined) throw new Error(`the meter values of ${transactionId} cannot be read`);
    const stored = new Set(data.items.map(({ sampledAt }) => Date.parse(sampledAt)));
    for (const sample of samples) {
      if (sample.transactionId !== transactionId || stored.has(Date.parse(sample.timestamp))) continue;
      problems.push(`meter values of ${transactionId} at ${sample.timestamp} are lost`);
    }
  }
  return problems;
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
