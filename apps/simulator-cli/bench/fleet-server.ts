// The CSMS of the fleet bench: a bare `ws` server that answers what a fleet sends, and writes down when what came.
// Child process of fleet.bench.ts: tells its port first, the record of a connection phase when it is asked.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

export interface RecordedFrame {
  /** Milliseconds since the first connection. */
  at: number;
  text: string;
}

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
let record: [path: string, frames: [at: number, text: string][]][] = [];
let recording = true;
let firstAt = 0;
let transactionId = 0;
let frames = 0;
let sessions = 0;

function answerTo(action: string): string {
  switch (action) {
    case 'BootNotification':
      return `{"status":"Accepted","currentTime":"${new Date().toISOString()}","interval":300}`;
    case 'Heartbeat':
      return `{"currentTime":"${new Date().toISOString()}"}`;
    case 'Authorize':
      return '{"idTagInfo":{"status":"Accepted"}}';
    case 'StartTransaction':
      transactionId += 1;
      return `{"transactionId":${transactionId},"idTagInfo":{"status":"Accepted"}}`;
    default:
      return '{}';
  }
}

sockets.on('connection', (socket, request) => {
  const now = performance.now();
  firstAt ||= now;
  sessions += 1;
  const sent: [number, string][] = [];
  if (recording) record.push([request.url ?? '/', sent]);
  const openedAt = now - firstAt;
  sent.push([openedAt, '']);
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    frames += 1;
    if (recording) sent.push([performance.now() - firstAt, text]);
    const [type, id, action] = JSON.parse(text) as [number, string, string];
    if (type === 2) socket.send(`[3,"${id}",${answerTo(action)}]`);
  });
});

/** 'save PATH': writes the record down and keeps none from then on. 'count': tells what came since the last time. */
process.on('message', (message: { type: 'save'; path: string } | { type: 'count' }) => {
  if (message.type === 'save') {
    writeFileSync(message.path, JSON.stringify(record));
    record = [];
    recording = false;
    firstAt = 0;
  }
  process.send?.({ type: 'counted', frames, sessions });
  frames = 0;
  sessions = 0;
});
process.on('disconnect', () => process.exit());

server.listen(0, '127.0.0.1', () =>
  process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port }),
);
