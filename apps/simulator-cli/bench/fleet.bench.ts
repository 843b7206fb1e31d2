// `npm run bench -- fleet [stations] [seconds]`: the CLI's fleet against a bare `ws` server, then a bare `ws` client loop
// that sends the very same frames to the same server. Aims: at most twice its CPU, all registered in 12 s, 250 MB.
import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { FleetReport } from '../src/fleet/fleet-report.js';
import { openFilesProblem } from '../src/fleet/open-files.js';

const aims = { cpuRatio: 2, registeredS: 12, rssMb: 250 };
const stations = Number(process.argv[2] ?? 10_000);
const seconds = Number(process.argv[3] ?? 30);

const problem = openFilesProblem(stations);
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
const directory = mkdtempSync(join(tmpdir(), 'fleet-bench-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

/** Bundled, so that no loader is measured. */
async function bundle(name: string, source: string): Promise<string> {
  const outfile = join(directory, `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
}

function reply<T>(child: ChildProcess, message?: object): Promise<T> {
  return new Promise((resolve) => {
    child.once('message', (answer) => resolve(answer as T));
    if (message !== undefined) child.send(message);
  });
}

function run(file: string, args: string[]): Promise<string> {
  const child = spawn(process.execPath, ['--expose-gc', file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`${file} ended with ${code}`))));
  });
}

const [serverFile, simulateFile, clientFile] = await Promise.all([
  bundle('fleet-server', './fleet-server.ts'),
  bundle('simulate', '../src/main.ts'),
  bundle('bare-client', './bare-client.ts'),
]);
const server = fork(serverFile, { execArgv: ['--max-old-space-size=2048'] });
const { port } = await reply<{ port: number }>(server);
const url = `ws://127.0.0.1:${port}`;

const reportFile = join(directory, 'report.json');
await run(simulateFile, [
  ...['--url', `${url}/ocpp`, '--stations', String(stations), '--duration', `${seconds}s`, '--report', reportFile],
  // Most stations charge within the run; their transactions take 10 to 20 s, with meter values in between.
  ...['--sessions', '240', '--charge-time', '10s-20s'],
]);
const report = JSON.parse(readFileSync(reportFile, 'utf8')) as FleetReport;

const recordFile = join(directory, 'record.json');
const fleetCame = await reply<{ frames: number }>(server, { type: 'save', path: recordFile });
const bare = JSON.parse(await run(clientFile, [url, recordFile])) as { cpuS: number; sent: number; answers: number };
const bareCame = await reply<{ frames: number }>(server, { type: 'count' });
server.kill();

const ratio = report.process.cpuS / bare.cpuS;
const registeredS = report.stations.allRegisteredS ?? Infinity;
const rssMb = report.process.maxRssMb;
const { transactions, latencyMs, durationS } = report;
const rate = Math.round(fleetCame.frames / durationS);
const verdict = (isMet: boolean) => (isMet ? 'met' : 'MISSED');
const lines = [
  `${stations} stations for ${durationS} s: ${fleetCame.frames} frames (${rate}/s), ${transactions.started} transactions, answers after p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms`,
  `bare client: ${bareCame.frames} frames, ${bare.answers} answers`,
  `CPU         fleet ${report.process.cpuS.toFixed(1)} s, bare client ${bare.cpuS.toFixed(1)} s: ${ratio.toFixed(2)}× (aim ${aims.cpuRatio}×: ${verdict(ratio <= aims.cpuRatio)})`,
  `registered  all after ${registeredS} s (aim ${aims.registeredS} s: ${verdict(registeredS <= aims.registeredS)})`,
  `memory      ${rssMb} MB at most (aim ${aims.rssMb} MB: ${verdict(rssMb <= aims.rssMb)})`,
];
process.stdout.write(`${lines.join('\n')}\n`);
if (fleetCame.frames !== bareCame.frames) {
  process.stderr.write(`The two did not send the same: ${fleetCame.frames} and ${bareCame.frames} frames\n`);
  process.exitCode = 1;
}
if (ratio > aims.cpuRatio || registeredS > aims.registeredS || rssMb > aims.rssMb) process.exitCode = 1;
