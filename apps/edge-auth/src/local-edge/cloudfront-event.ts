// Turns Node requests into the events that CloudFront would send, and a function's verdict back.
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { READ_ONLY_REQUEST_HEADERS } from '@simulator/deployment';
import type {
  CloudFrontHeaders,
  CloudFrontRequest,
  CloudFrontRequestEvent,
  CloudFrontRequestResult,
  CloudFrontResultResponse,
} from 'aws-lambda';

export type Verdict =
  { kind: 'answer'; answer: CloudFrontResultResponse } | { kind: 'pass'; request: CloudFrontRequest };

/** What CloudFront shows a viewer-request function: the raw path, the query without `?`, header names in lower case. */
export function toEvent(message: IncomingMessage): CloudFrontRequestEvent {
  const [uri = '/', ...query] = (message.url ?? '/').split('?');
  const request: CloudFrontRequest = {
    clientIp: message.socket.remoteAddress ?? '127.0.0.1',
    method: message.method ?? 'GET',
    uri,
    querystring: query.join('?'),
    headers: toCloudFrontHeaders(message.headers),
  };
  const config = {
    distributionDomainName: message.headers.host ?? 'localhost',
    distributionId: 'LOCAL',
    eventType: 'viewer-request' as const,
    requestId: randomUUID(),
  };
  return { Records: [{ cf: { config, request } }] };
}

export function verdictOf(result: CloudFrontRequestResult): Verdict {
  if (result === null || result === undefined) throw new Error('The viewer-request function returned nothing.');
  return 'status' in result ? { kind: 'answer', answer: result } : { kind: 'pass', request: result };
}

/**
 * Makes the message what the function made of the request.
 * @throws Error for a change that CloudFront does not allow
 */
export function applyRequest(message: IncomingMessage, request: CloudFrontRequest): void {
  for (const name of READ_ONLY_REQUEST_HEADERS) {
    const now = request.headers[name]?.map(({ value }) => value) ?? [];
    if (now.join() !== toValues(message.headers[name]).join()) throw new Error(`it changed the header ${name}`);
  }
  message.url = request.querystring === '' ? request.uri : `${request.uri}?${request.querystring}`;
  for (const name of Object.keys(message.headers)) if (!(name in request.headers)) delete message.headers[name];
  for (const [name, values] of Object.entries(request.headers)) {
    const now = values.map(({ value }) => value);
    if (now.join('\n') !== toValues(message.headers[name]).join('\n')) message.headers[name] = now.join(', ');
  }
}

function toCloudFrontHeaders(headers: IncomingHttpHeaders): CloudFrontHeaders {
  const entries = Object.entries(headers).map(([key, value]) => [
    key,
    toValues(value).map((each) => ({ key, value: each })),
  ]);
  return Object.fromEntries(entries) as CloudFrontHeaders;
}

function toValues(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
