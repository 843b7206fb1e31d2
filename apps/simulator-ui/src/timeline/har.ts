// The timeline as an HTTP Archive, with the WebSocket messages where Chromium's own export has them. Pure.
import type { TimelineRow } from './row.js';

interface Message {
  type: 'send' | 'receive';
  /** Epoch seconds. */
  time: number;
  /** RFC 6455: a text frame. */
  opcode: 1;
  data: string;
}

/** @param address of the WebSocket, without a password */
export function toHar(rows: readonly TimelineRow[], address: string): string {
  const messages = rows.flatMap(messagesOf).sort((a, b) => a.time - b.time);
  const startedAt = (messages[0]?.time ?? 0) * 1000;
  const lasted = messages.length === 0 ? 0 : messages.at(-1)!.time * 1000 - startedAt;
  const nothing = { headers: [], cookies: [], httpVersion: 'HTTP/1.1', headersSize: -1, bodySize: -1 };
  const entry = {
    startedDateTime: new Date(startedAt).toISOString(),
    time: lasted,
    request: { ...nothing, method: 'GET', url: address, queryString: [] },
    response: {
      ...nothing,
      ...{ status: 101, statusText: 'Switching Protocols', redirectURL: '' },
      content: { size: 0, mimeType: 'x-unknown' },
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: lasted },
    _resourceType: 'websocket',
    _webSocketMessages: messages,
  };
  const creator = { name: 'Charging Station Simulator', version: '1' };
  return JSON.stringify({ log: { version: '1.2', creator, entries: [entry] } }, null, 1);
}

function messagesOf(row: TimelineRow): Message[] {
  if (row.kind === 'event') return [];
  const message = (at: number, from: 'station' | 'csms', data: string): Message => {
    return { type: from === 'station' ? 'send' : 'receive', time: at / 1000, opcode: 1, data };
  };
  const first = message(row.at, row.from, row.text);
  if (row.kind === 'stray' || row.answer === null) return [first];
  return [first, message(row.answer.at, row.from === 'station' ? 'csms' : 'station', row.answer.text)];
}
