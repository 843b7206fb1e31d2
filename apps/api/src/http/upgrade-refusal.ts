import { randomInt } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Who is refused for now is asked to come back within so many seconds, each at another moment. */
const MAX_RETRY_AFTER_S = 10;

/** 503, with a hint when to come back. */
export function refuseForNow(socket: Duplex, problem: string): void {
  refuseUpgrade(socket, 503, problem, { 'Retry-After': String(1 + randomInt(MAX_RETRY_AFTER_S)) });
}

/** Answers an upgrade request with an HTTP error and closes the socket. */
export function refuseUpgrade(
  socket: Duplex,
  status: number,
  problem: string,
  headers: Record<string, string> = {},
): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const title = STATUS_CODES[status] ?? 'Error';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail: problem });
  const extra = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\n` +
      'Connection: close\r\n' +
      extra.join('') +
      'Content-Type: application/problem+json\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
