// Answers that the local edge gives by itself, over HTTP or on the raw socket of a refused WebSocket handshake.
import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { cacheControl, MAX_GENERATED_RESPONSE_BYTES, pageHeaders } from '@simulator/deployment';
import type { CloudFrontResultResponse } from 'aws-lambda';

export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | string[]>;
  body: string;
}

const protective = Object.fromEntries(Object.entries(pageHeaders).map(([name, value]) => [name.toLowerCase(), value]));

/** A page for a person who navigates, problem details (RFC 9457) for a program. */
export function errorAnswer(message: IncomingMessage, status: number, detail: string): Answer {
  const title = STATUS_CODES[status] ?? 'Error';
  const isNavigation = message.headers.upgrade === undefined && message.headers.accept?.includes('text/html') === true;
  const headers = { ...protective, 'cache-control': cacheControl.none };
  if (!isNavigation) {
    const body = JSON.stringify({ type: 'about:blank', title, status, detail });
    return { status, headers: { ...headers, 'content-type': 'application/problem+json' }, body };
  }
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${escapeHtml(detail)}</p></html>\n`;
  return { status, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' }, body };
}

/** @throws Error for an answer that CloudFront would not take from a function. */
export function functionAnswer(answer: CloudFrontResultResponse): Answer {
  const headers: Answer['headers'] = { ...protective };
  for (const [name, values] of Object.entries(answer.headers ?? {})) {
    const texts = values.map(({ value }) => value);
    headers[name] = name === 'set-cookie' ? texts : texts.join(', ');
  }
  if (Buffer.byteLength(JSON.stringify(answer)) > MAX_GENERATED_RESPONSE_BYTES) {
    throw new Error(`its answer is larger than ${MAX_GENERATED_RESPONSE_BYTES} bytes`);
  }
  const body = answer.body ?? '';
  return {
    status: Number(answer.status),
    headers,
    body: answer.bodyEncoding === 'base64' ? Buffer.from(body, 'base64').toString() : body,
  };
}

export function writeAnswer(response: ServerResponse, answer: Answer): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(response.req.method === 'HEAD' ? '' : answer.body);
}

export function writeRawAnswer(socket: Duplex, answer: Answer): void {
  if (!socket.writable) return;
  const headers = { ...answer.headers, 'content-length': String(Buffer.byteLength(answer.body)), connection: 'close' };
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${each}`));
  socket.end(
    [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`, ...lines, '', answer.body].join('\r\n'),
  );
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
