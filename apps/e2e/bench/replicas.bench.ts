// `npm run bench -- replicas`: messages that are stored and answered per second by 1, 2 and 3 replicas on one MariaDB and one
// Valkey (stations in this process send the next meter value when the last one is acknowledged), and how long a command
// takes to a station at the same replica and at another one. Everything shares this machine's processors.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { WebSocket } from 'ws';
import { ReplicaStack } from '../src/replica-stack.js';

const STATIONS = 90;
const WARM_UP_MS = 2_000;
const MEASURED_MS = 6_000;
const COMMANDS = 200;

class LoadStation {
  answered = 0;
  private nextId = 0;
  private running = true;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.receive(data.toString()));
  }

  static async connect(origin: string, id: string): Promise<LoadStation> {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/ocpp/${id}`, ['ocpp1.6']);
    await once(socket, 'open');
    return new LoadStation(socket);
  }

  send(): void {
    if (!this.running) return;
    const value = { timestamp: new Date().toISOString(), sampledValue: [{ value: String(this.nextId) }] };
    const payload = { connectorId: 1, meterValue: [value] };
    this.socket.send(JSON.stringify([2, String(this.nextId++), 'MeterValues', payload]));
  }

  end(): void {
    this.running = false;
    this.socket.close();
  }

  private receive(text: string): void {
    const [type, messageId] = JSON.parse(text) as [number, string];
    if (type === 2) {
      this.socket.send(JSON.stringify([3, messageId, { status: 'Accepted' }]));
      return;
    }
    this.answered += 1;
    this.send();
  }
}

async function throughput(stack: ReplicaStack): Promise<number> {
  const stations = await Promise.all(
    Array.from({ length: STATIONS }, (_, index) =>
      LoadStation.connect(stack.replicas[index % stack.replicas.length]!.origin, `B-${index}`),
    ),
  );
  for (const station of stations) station.send();
  await delay(WARM_UP_MS);
  const count = (): number => stations.reduce((sum, { answered }) => sum + answered, 0);
  const before = count();
  const startedAt = performance.now();
  await delay(MEASURED_MS);
  const perSecond = ((count() - before) * 1000) / (performance.now() - startedAt);
  for (const station of stations) station.end();
  return perSecond;
}

async function commandTimes(origin: string, stationId: string): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < COMMANDS; index += 1) {
    const startedAt = performance.now();
    const response = await fetch(`${origin}/api/v1/stations/${stationId}/commands`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Prefer: 'wait=20' },
      body: JSON.stringify({ action: 'ClearCache', payload: {} }),
    });
    const { status } = (await response.json()) as { status: string };
    if (status !== 'accepted') throw new Error(`a command ended as ${status}`);
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b);
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const at = (sorted: number[], percent: number): string =>
  (sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? NaN).toFixed(1);

process.stdout.write(`${STATIONS} stations, ${availableParallelism()} processors for everything\n`);
for (const count of [1, 2, 3]) {
  const stack = await ReplicaStack.start(count, { MESSAGE_RETENTION_DAYS: '0' });
  try {
    const perSecond = await throughput(stack);
    process.stdout.write(
      `${count} ${count === 1 ? 'replica ' : 'replicas'}  ${perSecond.toFixed(0)} messages/s stored and answered\n`,
    );
    if (count === 3) {
      const station = await LoadStation.connect(stack.replicas[0]!.origin, 'COMMANDED');
      await delay(500);
      for (const [where, replica] of [
        ['same replica ', stack.replicas[0]!],
        ['other replica', stack.replicas[1]!],
      ] as const) {
        const times = await commandTimes(replica.origin, 'COMMANDED');
        process.stdout.write(`command, ${where}  p50 ${at(times, 50)} ms, p99 ${at(times, 99)} ms\n`);
      }
      station.end();
    }
  } finally {
    await stack.stop();
  }
}
