// An upgrade request written byte by byte, for what no client library would send.
import { once } from 'node:events';
import { connect } from 'node:net';

export interface UpgradeAnswer {
  status: number;
  headers: Record<string, string>;
  /** What followed the header block: a body, or WebSocket frames. */
  rest: Buffer;
}

/** Sends an upgrade request for this target and reads until the server closes, or `untilBytes` came after the headers. */
export async function rawUpgrade(
  origin: string,
  target: string,
  headers: Record<string, string> = { 'Sec-WebSocket-Protocol': 'ocpp1.6' },
  untilBytes = Infinity,
): Promise<UpgradeAnswer> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const lines = {
    Host: `${hostname}:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const block = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${target} HTTP/1.1\r\n${block.join('')}\r\n`);
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    if (bytes.length - headerEnd(bytes) >= untilBytes) break;
  }
  socket.destroy();
  return parse(bytes);
}

const headerEnd = (bytes: Buffer): number => {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? Infinity : end + 4;
};

function parse(bytes: Buffer): UpgradeAnswer {
  const end = headerEnd(bytes);
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').trim().split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, rest: bytes.subarray(end) };
}
