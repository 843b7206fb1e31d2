// The load of the API bench, a process of its own: stations on bare `ws` sockets that run charging sessions. Told by its
// parent what to do, it answers with what it measured.
import { createHistogram } from 'node:perf_hooks';
import { LoadStation } from './load-station.js';

export interface LoadOrder {
  /** `ws://host:port/ocpp`. */
  url: string;
  stations: number;
  /** Beginning of the station ids. */
  prefix: string;
  idTag: string;
  /** `closed`: each station sends its next CALL at once. `open`: so many CALLs a second over all, whatever comes back. */
  mode: 'closed' | 'open' | 'idle' | 'startsAtOnce';
  seconds: number;
  ratePerS: number;
}

/** The first answer, when all are registered. */
export interface Connected {
  connectedS: number;
}

/** The answer to `measure`, which may be asked for several times. */
export interface LoadReport {
  /** CALLs answered while it was measured, and how long that was. */
  answered: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** CALLERRORs, and answers that never came. */
  errors: number;
  unanswered: number;
  /** What must be found in the database afterwards, since the stations connected. */
  sent: { starts: number; stops: number; samples: number; statuses: number; calls: number };
  transactionIds: number;
}

const HANDSHAKES_AT_ONCE = 100;
const PATIENCE_MS = 60_000;
let stations: LoadStation[] = [];

async function connectAll({ url, stations: count, prefix, idTag }: LoadOrder): Promise<number> {
  const startedAt = performance.now();
  stations = Array.from({ length: count }, (_, index) => new LoadStation(`${prefix}${index}`, idTag));
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < stations.length) await stations[next++]?.connect(url);
  };
  await Promise.all(Array.from({ length: HANDSHAKES_AT_ONCE }, lane));
  return (performance.now() - startedAt) / 1000;
}

async function drive(order: LoadOrder): Promise<LoadReport> {
  // Microseconds: the histogram takes whole numbers.
  const histogram = createHistogram();
  let answered = 0;
  const onAnswer = (sentAt: number): void => {
    answered += 1;
    histogram.record(Math.max(1, Math.round((performance.now() - sentAt) * 1000)));
  };
  const startedAt = performance.now();
  if (order.mode === 'closed') await closedLoop(order.seconds, onAnswer);
  if (order.mode === 'open') await openLoop(order, onAnswer);
  if (order.mode === 'startsAtOnce') await Promise.all(stations.map((station) => station.start(onAnswer)));
  const seconds = (performance.now() - startedAt) / 1000;
  const unanswered = stations.reduce((sum, station) => sum + station.outstanding, 0);
  const sum = (key: keyof LoadReport['sent']): number =>
    stations.reduce((total, station) => total + station.sent[key], 0);
  const measured = answered > 0 ? histogram : null;
  return {
    answered,
    seconds,
    p50Ms: (measured?.percentile(50) ?? 0) / 1000,
    p99Ms: (measured?.percentile(99) ?? 0) / 1000,
    maxMs: (measured?.max ?? 0) / 1000,
    errors: stations.reduce((total, { errors }) => total + errors, 0),
    unanswered,
    sent: {
      starts: sum('starts'),
      stops: sum('stops'),
      samples: sum('samples'),
      statuses: sum('statuses'),
      calls: sum('calls'),
    },
    transactionIds: new Set(stations.flatMap(({ transactionIds }) => transactionIds)).size,
  };
}

async function closedLoop(seconds: number, onAnswer: (sentAt: number) => void): Promise<void> {
  const end = performance.now() + seconds * 1000;
  const loop = async (station: LoadStation): Promise<void> => {
    while (performance.now() < end) await station.callNext(performance.now(), onAnswer);
  };
  await within(PATIENCE_MS + seconds * 1000, Promise.all(stations.map(loop)));
}

/** A CALL counts from the moment at which it was due, also where the generator or an answer before it was late. */
async function openLoop({ seconds, ratePerS }: LoadOrder, onAnswer: (sentAt: number) => void): Promise<void> {
  const startedAt = performance.now();
  const total = Math.round(seconds * ratePerS);
  const answers: Promise<void>[] = [];
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * ratePerS));
    for (; sent < due; sent++) {
      const station = stations[sent % stations.length];
      if (station) answers.push(station.callNext(startedAt + (sent / ratePerS) * 1000, onAnswer));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await within(PATIENCE_MS, Promise.all(answers));
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

let order: LoadOrder | undefined;

async function answer(message: LoadOrder | 'measure' | 'close'): Promise<Connected | LoadReport | 'closed'> {
  if (typeof message === 'object') {
    order = message;
    return { connectedS: await connectAll(message) };
  }
  if (message === 'measure' && order !== undefined) return drive(order);
  for (const station of stations) station.close();
  stations = [];
  return 'closed';
}

process.on('message', (message: LoadOrder | 'measure' | 'close') => {
  void answer(message).then((said) => process.send?.(said));
});
process.on('disconnect', () => process.exit());
