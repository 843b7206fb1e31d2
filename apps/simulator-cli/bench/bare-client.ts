// What the fleet is measured against: a bare `ws` client loop that sends the recorded frames at their times, reads the
// answers, and knows nothing of OCPP. Child process of fleet.bench.ts.
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';

type Recorded = [path: string, frames: [at: number, text: string][]][];

const [, , url = '', recordFile = '', maxConnecting = '100'] = process.argv;
const recorded = JSON.parse(readFileSync(recordFile, 'utf8')) as Recorded;
let answers = 0;
let connecting = 0;
let opened = 0;
const sockets: (WebSocket | null)[] = recorded.map(() => null);
/** Everything to be sent, by time. */
const sends = recorded
  .flatMap(([, frames], station) => frames.slice(1).map(([at, text]) => ({ at, station, text })))
  .sort((a, b) => a.at - b.at);
// The JSON text and its copies are not what is measured.
global.gc?.();
const cpuAtStart = process.cpuUsage();
const startedAt = performance.now();

function received(data: Buffer): void {
  const frame = JSON.parse(data.toString('utf8')) as unknown[];
  if (frame[0] === 3) answers += 1;
}

function openMore(): void {
  while (connecting < Number(maxConnecting) && opened + connecting < recorded.length) {
    const station = opened + connecting;
    const socket = new WebSocket(`${url}${recorded[station]![0]}`, ['ocpp1.6'], {
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    connecting += 1;
    sockets[station] = socket;
    socket.on('message', received);
    socket.on('open', connected);
  }
}

function connected(): void {
  opened += 1;
  connecting -= 1;
  openMore();
  if (opened === recorded.length) setTimeout(sendDue, 0);
}

let next = 0;
let shiftedBy = 0;

/** All are connected: from here on the frames go out at their distances. */
function sendDue(): void {
  const firstAt = sends[0]?.at ?? 0;
  shiftedBy ||= performance.now() - startedAt - firstAt;
  const now = performance.now() - startedAt - shiftedBy;
  while (next < sends.length && sends[next]!.at <= now) {
    const { station, text } = sends[next]!;
    sockets[station]!.send(text);
    next += 1;
  }
  if (next < sends.length) setTimeout(sendDue, 10);
  else setTimeout(finish, 500);
}

function finish(): void {
  // The fleet closes its connections, too, before it looks at its CPU.
  for (const socket of sockets) socket?.close(1000);
  const { user, system } = process.cpuUsage(cpuAtStart);
  const durationS = (performance.now() - startedAt) / 1000;
  const result = { cpuS: (user + system) / 1e6, sent: sends.length, answers, durationS };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  setTimeout(() => process.exit(), 2000);
}

openMore();
