// `npm run bench -- api [seconds]`: the built API on a private, durable MariaDB under a load of stations, beside a bare
// `ocpp-rpc` server that stores nothing, in one run and in turns. Every CALL that was answered is counted again as rows.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startMariaDb } from '@simulator/test-services';
import { createConnection } from 'mysql2/promise';
import { startApi } from '../src/api-process.js';
import { cpuSecondsOf, pidStartedWith, rssMbOf } from './process-figures.js';
import type { Connected, LoadOrder, LoadReport } from './load-generator.js';

const aims = { rateRatio: 0.5, p99Ms: 100, stations: 1000, idleStations: 10_000, startsAtOnce: 50 };
const seconds = Number(process.argv[2] ?? 10);
/** The machine is shared: what is compared is measured in turns, and the median counts. */
const ROUNDS = 3;
const OPEN_RATE_PER_S = 1000;
const ID_TAG = 'BENCH-TAG';

type Order = Omit<LoadOrder, 'url' | 'idTag'>;

function child(name: string): ChildProcess {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  return fork(file, { execArgv: ['--conditions=source', '--import', 'tsx'] });
}

function ask<T>(process: ChildProcess, message?: object | string): Promise<T> {
  return new Promise((resolve, reject) => {
    process.once('message', (answer) => resolve(answer as T));
    process.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code}`)));
    if (message !== undefined) process.send(message);
  });
}

interface Server {
  url: string;
  pid: number;
}

type Measured = LoadReport & { cpuS: number };

/** Stations that are connected to one of the servers. */
interface Fleet extends Connected {
  measure: () => Promise<Measured>;
  /** The stations are gone afterwards. */
  close: () => Promise<void>;
}

async function connect(server: Server, order: Order): Promise<Fleet> {
  const generator = child('load-generator');
  const { connectedS } = await ask<Connected>(generator, {
    ...order,
    url: server.url,
    idTag: ID_TAG,
  } satisfies LoadOrder);
  const measure = async (): Promise<Measured> => {
    const cpuBefore = cpuSecondsOf(server.pid);
    const report = await ask<LoadReport>(generator, 'measure');
    return { ...report, cpuS: cpuSecondsOf(server.pid) - cpuBefore };
  };
  const close = async (): Promise<void> => {
    await ask(generator, 'close');
    generator.kill();
  };
  return { connectedS, measure, close };
}

/** Runs one load against a server. */
async function load(server: Server, order: Order): Promise<Measured> {
  const fleet = await connect(server, order);
  const report = await fleet.measure();
  await fleet.close();
  return report;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
let missed = 0;
function verdict(isMet: boolean): string {
  if (!isMet) missed += 1;
  return isMet ? 'met' : 'MISSED';
}

function describe(name: string, report: Measured) {
  const { answered, p50Ms, p99Ms, cpuS, errors } = report;
  const cpuUs = Math.round((cpuS / answered) * 1e6);
  print(
    `${name.padEnd(34)} ${String(Math.round(rateOf(report))).padStart(6)} messages/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ` +
      `CPU ${cpuUs} µs a message, ${errors} errors`,
  );
}

const rateOf = ({ answered, seconds: measuredS }: LoadReport): number => answered / measuredS;
function median<Item>(items: readonly Item[], valueOf: (item: Item) => number): Item {
  const sorted = [...items].sort((a, b) => valueOf(a) - valueOf(b));
  return sorted[sorted.length >> 1] as Item;
}

const database = await startMariaDb({ durable: true });
const api = await startApi({ DATABASE_URL: database.url, UNKNOWN_STATIONS: 'accept', LOG_LEVEL: 'warn' });
const bareProcess = child('bare-rpc-server');
const { port: barePort } = await ask<{ port: number }>(bareProcess);
const bare: Server = { url: `ws://127.0.0.1:${barePort}/ocpp`, pid: bareProcess.pid ?? 0 };
const ours: Server = { url: `${api.origin.replace('http', 'ws')}/ocpp`, pid: api.pid };
const databasePid = pidStartedWith(`--port=${new URL(database.url).port}`);
const sql = await createConnection({ uri: database.url });

const sent = { starts: 0, stops: 0, samples: 0, statuses: 0, calls: 0 };
function tally(report: LoadReport): void {
  for (const key of Object.keys(sent) as (keyof typeof sent)[]) sent[key] += report.sent[key];
}
async function loadOurs(order: Order): Promise<Measured> {
  const report = await load(ours, order);
  tally(report);
  return report;
}

async function count(query: string): Promise<number> {
  const [[row]] = (await sql.query(query)) as unknown as [[{ n: number }]];
  return Number(row.n);
}

try {
  await fetch(`${api.origin}/api/v1/id-tokens/${ID_TAG}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'Accepted' }),
  });
  // Both are warm before they are measured.
  const warmUp: Order = { stations: 50, prefix: 'WARM-', mode: 'closed', seconds: 3, ratePerS: 0 };
  await load(bare, warmUp);
  await loadOurs(warmUp);

  print(`closed loop, ${aims.stations} stations, ${ROUNDS} rounds of ${seconds} s in turns`);
  const closed: Order = { stations: aims.stations, prefix: 'CLOSED-', mode: 'closed', seconds, ratePerS: 0 };
  const fleets = { bare: await connect(bare, closed), ours: await connect(ours, closed) };
  const rounds: { bare: Measured; ours: Measured; databaseS: number; ratio: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const ofBare = await fleets.bare.measure();
    const databaseBefore = cpuSecondsOf(databasePid);
    const ofOurs = await fleets.ours.measure();
    const databaseS = cpuSecondsOf(databasePid) - databaseBefore;
    rounds.push({ bare: ofBare, ours: ofOurs, databaseS, ratio: rateOf(ofOurs) / rateOf(ofBare) });
  }
  tally((rounds.at(-1) as (typeof rounds)[number]).ours);
  await Promise.all([fleets.bare.close(), fleets.ours.close()]);
  const { ratio, ...middle } = median(rounds, (round) => round.ratio);
  describe('  bare ocpp-rpc, stores nothing', middle.bare);
  describe('  API', middle.ours);
  print(
    `  MariaDB beside it                   CPU ${Math.round((middle.databaseS / middle.ours.answered) * 1e6)} µs a message`,
  );
  print(
    `  API / bare                          ${ratio.toFixed(2)}, the median of ${rounds.map((round) => round.ratio.toFixed(2)).join(', ')}` +
      ` (aim ${aims.rateRatio}: ${verdict(ratio >= aims.rateRatio)})`,
  );

  print(`open loop, ${aims.stations} stations, ${OPEN_RATE_PER_S} messages/s, ${seconds} s`);
  const open: Order = { stations: aims.stations, prefix: 'OPEN-', mode: 'open', seconds, ratePerS: OPEN_RATE_PER_S };
  describe('  bare ocpp-rpc, stores nothing', await load(bare, open));
  const openReport = await loadOurs(open);
  describe('  API', openReport);
  print(
    `  p99                                 ${openReport.p99Ms.toFixed(1)} ms (aim ${aims.p99Ms} ms: ${verdict(openReport.p99Ms < aims.p99Ms)})`,
  );

  const burst = await loadOurs({
    stations: aims.startsAtOnce,
    prefix: 'BURST-',
    mode: 'startsAtOnce',
    seconds: 0,
    ratePerS: 0,
  });
  const isWhole =
    burst.answered === aims.startsAtOnce && burst.transactionIds === aims.startsAtOnce && burst.errors === 0;
  print(
    `${aims.startsAtOnce} starts at once: ${burst.answered} answered, ${burst.transactionIds} transactions, slowest ${burst.maxMs.toFixed(0)} ms (${verdict(isWhole)})`,
  );

  const rssBefore = rssMbOf(ours.pid);
  const idle = await connect(ours, {
    stations: aims.idleStations,
    prefix: 'IDLE-',
    mode: 'idle',
    seconds: 0,
    ratePerS: 0,
  });
  const rssMb = rssMbOf(ours.pid);
  const registered = await idle.measure();
  tally(registered);
  await idle.close();
  const rssKb = ((rssMb - rssBefore) * 1024) / aims.idleStations;
  const allIdle = registered.sent.calls === aims.idleStations && registered.errors === 0;
  print(
    `${aims.idleStations} idle stations in one process: registered in ${idle.connectedS.toFixed(1)} s, ` +
      `RSS ${rssMb.toFixed(0)} MB (${rssBefore.toFixed(0)} MB before), ${rssKb.toFixed(1)} KB a station (${verdict(allIdle)})`,
  );

  // What was answered is stored; the message log is written behind the answers.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const stored = {
    starts: await count('SELECT COUNT(*) AS n FROM transactions'),
    stops: await count('SELECT COUNT(*) AS n FROM transactions WHERE stop_received_at IS NOT NULL'),
    samples: await count('SELECT COALESCE(SUM(COALESCE(JSON_LENGTH(samples), 1)), 0) AS n FROM meter_values'),
    statuses: await count('SELECT COUNT(*) AS n FROM status_history'),
    calls: await count("SELECT COUNT(*) AS n FROM messages WHERE direction = 'in' AND type = 'call'"),
  };
  for (const key of Object.keys(sent) as (keyof typeof sent)[]) {
    print(`stored ${key.padEnd(10)} ${stored[key]} of ${sent[key]} (${verdict(stored[key] === sent[key])})`);
  }
} finally {
  await sql.end();
  bareProcess.kill();
  await api.stop();
  await database.stop();
}
if (missed > 0) process.exitCode = 1;
